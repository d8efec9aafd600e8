"Inverse design of zeolites: from the shapes of known ones to new crystals with the adsorption that was asked for."
__version__ = "0.1.0"

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

# the functions that tutorials use, and the modules that hold them
FACE = dict(
    iza='frameworks', read_structure='frameworks', write_cif='frameworks', plot_structure='frameworks',
    structure_to_shape='grids', read_shape='grids', plot_shape='grids', properties='grids',
    load_generator='sampling', sample='sampling', repair='repair', relax='relax', SLC='relax', match='match',
    view='view'
)
__all__ = [*FACE]


class _Package(ModuleType):
    "A package that reads a module when a function of it is first asked for, since torch alone takes seconds."
    def __getattr__(self, name: str) -> Any:
        if name not in FACE: raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
        vars(self)[name] = getattr(import_module(f'{__name__}.{FACE[name]}'), name)
        return vars(self)[name]

    def __setattr__(self, name: str, value: Any) -> None:
        # Python puts each module that it reads into its package; here `relax` is the function, not its module
        if name not in FACE or not isinstance(value, ModuleType): super().__setattr__(name, value)

    def __dir__(self) -> list[str]: return sorted({*super().__dir__(), *FACE})


sys.modules[__name__].__class__ = _Package

"Read settings.ini, so that names, versions and requirements are stated once."
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

config = ConfigParser(delimiters=['='])
config.read('settings.ini', encoding='utf-8')
settings = config['DEFAULT']

setup(
    name=settings['lib_name'],
    version=settings['version'],
    description=settings['description'],
    long_description=Path('README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    license='Apache-2.0',
    url=settings['git_url'],
    author=settings['author'],
    author_email=settings['author_email'],
    keywords=settings['keywords'],
    classifiers=[
        'Development Status :: 3 - Alpha',
        'Intended Audience :: Science/Research',
        'Natural Language :: English',
        'Programming Language :: Python :: 3',
        'Topic :: Scientific/Engineering :: Chemistry',
    ],
    python_requires='>=' + settings['min_python'],
    install_requires=settings['requirements'].split(),
    extras_require={key.removesuffix('_requirements'): settings[key].split() for key in settings if key.endswith('_requirements')},
    packages=['zeogan_nb'],
    package_data={'zeogan_nb': ['data/*', 'data/*/*']},
    entry_points={'console_scripts': settings['console_scripts'].split(),
                  'nbdev': [f"{settings['lib_name']}={settings['lib_path']}._modidx:d"]},
    zip_safe=False,
)

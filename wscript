## -*- Mode: python; py-indent-offset: 4; indent-tabs-mode: nil; coding: utf-8; -*-

# The module as contrib/fdd-mimo of ns-3 3.35, the last release that is built with waf:
#   ./waf configure --enable-examples --enable-tests && ./waf
# It finds what CMakeLists.txt finds and leaves out the same parts where a package is missing. Newer
# releases do not read this file.

import glob
import os
import re

# Where a library is looked for when no option says where.
PREFIXES = ['/usr', '/usr/local']

# Library: option, header, subfolders of the prefix that can have it, libraries (each by any of its
# names), Debian package.
LIBRARIES = {
    'EIGEN': ('eigen', 'Eigen/Core', ['include/eigen3', 'include'], [], 'libeigen3-dev'),
    'BOOST': ('boost-headers', 'boost/crc.hpp', ['include'], [], 'libboost-dev'),
    'HDF5': ('hdf5', 'hdf5.h', ['include/hdf5/serial', 'include'], [['hdf5_serial', 'hdf5']],
             'libhdf5-dev'),
    'MATIO': ('matio', 'matio.h', ['include'], [['matio']], 'libmatio-dev'),
    'ZIP': ('libzip', 'zip.h', ['include'], [['zip']], 'libzip-dev'),
    'TORCH': ('libtorch', 'torch/nn.h', ['include/torch/csrc/api/include'],
              [['torch_cpu'], ['c10']], 'libtorch-dev'),
}


def options(opt):
    for option, header, _, _, package in LIBRARIES.values():
        opt.add_option('--with-' + option, dest='fddmimo_' + option.replace('-', '_'), default=None,
                       help='fdd-mimo: prefix under which %s is (default: where %s puts it)'
                       % (header, package))
    opt.add_option('--disable-libtorch', dest='fddmimo_disable_torch', default=False,
                   action='store_true', help='fdd-mimo: build without LibTorch')
    opt.add_option('--disable-hdf5', dest='fddmimo_disable_hdf5', default=False,
                   action='store_true', help='fdd-mimo: build without HDF5 and LibTorch')


def find_library(conf, name):
    """Sets INCLUDE, LIB and LIBPATH variables of a library; returns whether it is there."""
    option, header, folders, libraries, _ = LIBRARIES[name]
    given = getattr(conf.options, 'fddmimo_' + option.replace('-', '_'))
    for prefix in [given] if given else PREFIXES:
        include = next((os.path.join(prefix, folder) for folder in folders
                        if os.path.exists(os.path.join(prefix, folder, header))), None)
        found = []
        for names in libraries:
            # lib, lib64, lib/x86_64-linux-gnu
            files = [file for alias in names for pattern in ('lib*', 'lib/*-*-*')
                     for file in glob.glob(os.path.join(prefix, pattern, 'lib%s.so' % alias))]
            found += files[:1]
        if include and len(found) == len(libraries):
            conf.env['FDDMIMO_INCLUDE_' + name] = [include]
            if name == 'TORCH':
                conf.env['FDDMIMO_INCLUDE_TORCH'] += [os.path.join(prefix, 'include')]
                # LibTorch 2.12 or so and later are C++20, which ns-3 3.35 is not.
                with open(os.path.join(prefix, 'include/ATen/ATen.h')) as file:
                    conf.env['FDDMIMO_CXX20'] = '__cplusplus < 202002L' in file.read()
            conf.env['FDDMIMO_LIB_' + name] = [os.path.basename(file)[3:-3] for file in found]
            conf.env['FDDMIMO_LIBPATH_' + name] = sorted(set(map(os.path.dirname, found)))
            return True
    return False


def configure(conf):
    missing = [LIBRARIES[name][4] for name in ('EIGEN', 'BOOST') if not find_library(conf, name)]
    conf.report_optional_feature('fdd-mimo', 'FDD massive MIMO (fdd-mimo)', not missing,
                                 'apt-get install ' + ' '.join(missing))
    if missing:
        conf.env['MODULES_NOT_BUILT'].append('fdd-mimo')
        return
    conf.env['FDDMIMO_HDF5'] = not conf.options.fddmimo_disable_hdf5 and find_library(conf, 'HDF5')
    conf.env['FDDMIMO_TORCH'] = (conf.env['FDDMIMO_HDF5'] and not conf.options.fddmimo_disable_torch
                                 and find_library(conf, 'TORCH'))
    conf.env['FDDMIMO_DEEPMIMO'] = (conf.env['FDDMIMO_HDF5'] and find_library(conf, 'MATIO')
                                    and find_library(conf, 'ZIP'))
    conf.report_optional_feature('fdd-mimo-deepmimo', 'fdd-mimo: DeepMIMO scenarios',
                                 conf.env['FDDMIMO_DEEPMIMO'],
                                 'apt-get install libhdf5-dev libmatio-dev libzip-dev')
    conf.report_optional_feature('fdd-mimo-hdf5', 'fdd-mimo: data sets and weights',
                                 conf.env['FDDMIMO_HDF5'], 'apt-get install libhdf5-dev')
    conf.report_optional_feature('fdd-mimo-torch', 'fdd-mimo: precoders that need LibTorch',
                                 conf.env['FDDMIMO_TORCH'],
                                 'apt-get install libhdf5-dev libtorch-dev')


def read_patterns(bld, name):
    """Reads a list of patterns of paths in CMakeLists.txt."""
    text = bld.path.find_resource('CMakeLists.txt').read()
    block = re.search(r'set\(%s\s(.*?)"\)' % name, text, re.DOTALL).group(1) + '"'
    return [pattern.replace('\\\\', '\\') for pattern in re.findall(r'"([^"]*)"', block)]


def build(bld):
    if 'fdd-mimo' in bld.env['MODULES_NOT_BUILT']:
        return

    left_out = {}
    if not bld.env['FDDMIMO_TORCH']:
        packages = 'libtorch-dev' if bld.env['FDDMIMO_HDF5'] else 'libhdf5-dev libtorch-dev'
        left_out.update({p: packages for p in read_patterns(bld, 'FDDMIMO_TORCH_PARTS')})
    if not bld.env['FDDMIMO_HDF5']:
        left_out.update({p: 'libhdf5-dev' for p in read_patterns(bld, 'FDDMIMO_HDF5_PARTS')})
    if not bld.env['FDDMIMO_DEEPMIMO']:
        left_out.update({p: 'libhdf5-dev libmatio-dev libzip-dev'
                         for p in read_patterns(bld, 'FDDMIMO_DEEPMIMO_PARTS')})

    def files(*patterns):
        paths = [node.path_from(bld.path) for node in bld.path.ant_glob(list(patterns))]
        return sorted(p for p in paths if not any(re.search(pattern, p) for pattern in left_out))

    def use_libraries(target):
        found = [('BOOST', True), ('HDF5', bld.env['FDDMIMO_HDF5']),
                 ('MATIO', bld.env['FDDMIMO_DEEPMIMO']), ('ZIP', bld.env['FDDMIMO_DEEPMIMO']),
                 ('TORCH', bld.env['FDDMIMO_TORCH'])]
        for name, used in found:
            if used:
                target.env.append_value('CXXFLAGS', ['-isystem' + path for path in
                                                     bld.env['FDDMIMO_INCLUDE_' + name]
                                                     if path != '/usr/include'])
                target.lib = getattr(target, 'lib', []) + bld.env['FDDMIMO_LIB_' + name]
                target.libpath = getattr(target, 'libpath', []) + bld.env['FDDMIMO_LIBPATH_' + name]
        if bld.env['FDDMIMO_TORCH'] and bld.env['FDDMIMO_CXX20']:
            target.env.append_value('CXXFLAGS', '-std=c++20')
        target.rpath = target.libpath
        target.use.append('FDDMIMO_EIGEN')

    # Eigen is in the module's headers: whoever uses the module gets its path, and nothing else.
    bld.env['CXXFLAGS_FDDMIMO_EIGEN'] = ['-isystem' + p for p in bld.env['FDDMIMO_INCLUDE_EIGEN']]

    module = bld.create_ns3_module('fdd-mimo', [
        'core', 'network', 'internet', 'internet-apps', 'mobility', 'propagation', 'antenna',
        'spectrum', 'lte', 'applications', 'flow-monitor', 'stats'])
    module.source = files('model/*/*.cc', 'helper/*.cc')
    use_libraries(module)
    names = [(os.path.basename(node.name)[:-3], packages) for pattern, packages in left_out.items()
             for node in bld.path.ant_glob(['model/*/*.cc', 'helper/*.cc'])
             if re.search(pattern, node.path_from(bld.path))]
    module.env.append_value('DEFINES', [
        'FDDMIMO_DATA_DIR="%s"' % bld.path.find_dir('data').abspath(),
        'FDDMIMO_LEFT_OUT="%s"' % ''.join('%s=%s,' % entry for entry in names)])

    module_test = bld.create_ns3_module_test_library('fdd-mimo')
    module_test.source = files('test/*.cc')
    use_libraries(module_test)

    kept = files('model/*.h', 'model/*/*.h', 'helper/*.h')
    # An earlier configuration of the tree may have had the others; test/examples-to-run.py looks there.
    for node in bld.path.ant_glob(['model/*.h', 'model/*/*.h', 'helper/*.h']):
        copy = os.path.join(bld.bldnode.abspath(), 'ns3', node.name)
        if node.path_from(bld.path) not in kept and os.path.exists(copy):
            os.remove(copy)
    headers = bld(features='ns3header')
    headers.module = 'fdd-mimo'
    headers.source = [path for path in kept if not path.endswith('-private.h')]

    if bld.env['ENABLE_EXAMPLES']:
        for path in files('examples/*.cc'):
            program = bld.create_ns3_program(os.path.basename(path)[:-3], ['fdd-mimo'])
            program.source = path
            program.target = 'examples/' + program.target

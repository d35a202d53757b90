# As contrib/fdd-mimo of an ns-3 tree: finds the libraries and never stops the tree's configuration.
# A missing package leaves out what needs it, with one line that names it.
include(cmake/parts.cmake)

find_package(Eigen3 QUIET CONFIG)
find_package(Boost QUIET)
set(FDDMIMO_MISSING)
if(NOT Eigen3_FOUND)
  list(APPEND FDDMIMO_MISSING libeigen3-dev)
endif()
if(NOT Boost_FOUND)
  list(APPEND FDDMIMO_MISSING libboost-dev)
endif()
if(FDDMIMO_MISSING)
  list(JOIN FDDMIMO_MISSING " " packages)
  message(STATUS "fdd-mimo: the module is left out (apt-get install ${packages})")
  return()
endif()

set(left_out ${FDDMIMO_HEADERS})
# Not by CMake's FindHDF5, which compiles a C program: newer ns-3 trees know C++ only, and it stops them.
find_path(FDDMIMO_HDF5_INCLUDE_DIR hdf5.h HINTS ${HDF5_ROOT} ENV HDF5_ROOT PATH_SUFFIXES include hdf5/serial)
find_library(FDDMIMO_HDF5_LIBRARY NAMES hdf5_serial hdf5 HINTS ${HDF5_ROOT} ENV HDF5_ROOT PATH_SUFFIXES lib)
mark_as_advanced(FDDMIMO_HDF5_INCLUDE_DIR FDDMIMO_HDF5_LIBRARY)
set(HDF5_FOUND FALSE)
if(FDDMIMO_HDF5_INCLUDE_DIR AND FDDMIMO_HDF5_LIBRARY AND NOT CMAKE_DISABLE_FIND_PACKAGE_HDF5)
  set(HDF5_FOUND TRUE)
else()
  message(STATUS "fdd-mimo: HDF5 was not found: no data sets, no sum-rate, no learned precoders (apt-get install libhdf5-dev)")
  fddmimo_leave_out(libhdf5-dev ${FDDMIMO_HDF5_PARTS})
  fddmimo_leave_out("libhdf5-dev libtorch-dev" ${FDDMIMO_TORCH_PARTS})
  fddmimo_leave_out(libhdf5-dev ${FDDMIMO_DEEPMIMO_PARTS})
endif()
fddmimo_find_torch()
fddmimo_find_deepmimo()
# An earlier configuration of the tree may have had them; test/examples-to-run.py looks there.
list(REMOVE_ITEM left_out ${FDDMIMO_HEADERS})
foreach(header ${left_out})
  get_filename_component(name ${header} NAME)
  file(REMOVE ${CMAKE_HEADER_OUTPUT_DIRECTORY}/${name})
endforeach()

# Paths, not imported targets: those are seen in this folder only, while ns-3's utils/ link what the
# modules link.
set(FDDMIMO_LIBRARIES)
set(FDDMIMO_IGNORE_PCH)
if(HDF5_FOUND)
  list(APPEND FDDMIMO_LIBRARIES ${FDDMIMO_HDF5_LIBRARY})
endif()
if(HDF5_FOUND AND FDDMIMO_WITH_DEEPMIMO)
  list(APPEND FDDMIMO_LIBRARIES ${FDDMIMO_DEEPMIMO_LIBRARIES})
endif()
if(FDDMIMO_WITH_TORCH)
  list(APPEND FDDMIMO_LIBRARIES ${FDDMIMO_TORCH_LIBRARIES})
  # The tree's precompiled header is of its own C++ standard, LibTorch may need a newer one.
  set(FDDMIMO_IGNORE_PCH IGNORE_PCH)
endif()
# The module's objects see no usage requirements of what it links (an OBJECT library up to 3.41).
# Eigen is in the module's headers, so whoever includes them needs it.
get_target_property(FDDMIMO_EIGEN_INCLUDE_DIRS Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
include_directories(SYSTEM ${FDDMIMO_EIGEN_INCLUDE_DIRS})

# To be called after build_lib, which hands the folder's include paths of that moment to the whole tree:
# those of the module's sources and tests only.
macro(fddmimo_add_private_include_directories)
  include_directories(SYSTEM ${Boost_INCLUDE_DIRS})
  if(HDF5_FOUND)
    include_directories(SYSTEM ${FDDMIMO_HDF5_INCLUDE_DIR})
  endif()
  if(FDDMIMO_WITH_TORCH)
    include_directories(SYSTEM ${FDDMIMO_TORCH_INCLUDE_DIRS})
  endif()
  if(HDF5_FOUND AND FDDMIMO_WITH_DEEPMIMO)
    include_directories(SYSTEM ${FDDMIMO_DEEPMIMO_INCLUDES})
  endif()
  target_include_directories(${libfdd-mimo} SYSTEM INTERFACE ${FDDMIMO_EIGEN_INCLUDE_DIRS})
endmacro()

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

find_package(HDF5 QUIET COMPONENTS C)
if(NOT HDF5_FOUND)
  message(STATUS "fdd-mimo: HDF5 was not found: no data sets, no sum-rate, no learned precoders (apt-get install libhdf5-dev)")
  fddmimo_leave_out(${FDDMIMO_HDF5_PARTS} ${FDDMIMO_TORCH_PARTS})
endif()
fddmimo_find_torch()

# The module's objects are an OBJECT library that sees no usage requirements of what it links.
get_target_property(eigen Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
include_directories(SYSTEM ${eigen} ${Boost_INCLUDE_DIRS})
set(FDDMIMO_LIBRARIES)
set(FDDMIMO_IGNORE_PCH)
if(HDF5_FOUND)
  include_directories(SYSTEM ${HDF5_C_INCLUDE_DIRS})
  list(APPEND FDDMIMO_LIBRARIES ${HDF5_C_LIBRARIES})
endif()
if(FDDMIMO_WITH_TORCH)
  include_directories(SYSTEM ${TORCH_INCLUDE_DIRS})
  list(APPEND FDDMIMO_LIBRARIES ${TORCH_LIBRARIES})
  # LibTorch's definitions differ from those that the precompiled header was made with.
  set(FDDMIMO_IGNORE_PCH IGNORE_PCH)
endif()

# Imported targets are seen in this folder only, but ns-3's utils/ link what the modules link.
get_property(imported DIRECTORY PROPERTY IMPORTED_TARGETS)
foreach(target ${imported})
  set_target_properties(${target} PROPERTIES IMPORTED_GLOBAL TRUE)
endforeach()

# Stand-alone build on an installed ns-3 (Debian's libns3-dev).
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 17 CACHE STRING "C++ standard: 17, 20 or 23")
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_program(FDDMIMO_CCACHE ccache)
if(FDDMIMO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FDDMIMO_CCACHE})
endif()

# Stops with one line that names the Debian package of what was not found.
macro(fddmimo_require name package)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "${name} was not found: apt-get install ${package}")
  endif()
endmacro()

# ns-3's CMake package on Debian links GSL, and stops where the programs of the package ns3 are not.
find_library(FDDMIMO_GSL gsl)
mark_as_advanced(FDDMIMO_GSL)
if(NOT FDDMIMO_GSL)
  message(FATAL_ERROR "GSL was not found: apt-get install libgsl-dev")
endif()
if(EXISTS /usr/include/ns3 AND NOT EXISTS /usr/libexec/ns3 AND NOT ns3_DIR)
  message(FATAL_ERROR "ns-3's programs were not found: apt-get install ns3")
endif()
fddmimo_require(ns3 "ns3 libns3-dev" CONFIG)
# Debian's ns-3 names headers and libraries of packages that it was built with and that a program on
# top of it does not need (libxml2, SQLite, Python): what is not there is left out.
get_property(imported DIRECTORY PROPERTY IMPORTED_TARGETS)
foreach(target ${imported})
  foreach(property INTERFACE_INCLUDE_DIRECTORIES INTERFACE_LINK_LIBRARIES)
    get_target_property(entries ${target} ${property})
    set(existing)
    foreach(entry ${entries})
      if(NOT IS_ABSOLUTE "${entry}" OR EXISTS "${entry}")
        list(APPEND existing "${entry}")
      endif()
    endforeach()
    if(entries)
      set_target_properties(${target} PROPERTIES ${property} "${existing}")
    endif()
  endforeach()
endforeach()
fddmimo_require(Eigen3 libeigen3-dev CONFIG)
fddmimo_require(Boost libboost-dev)
fddmimo_require(HDF5 libhdf5-dev COMPONENTS C)
find_package(benchmark QUIET)

include(cmake/parts.cmake)
fddmimo_find_torch()
fddmimo_find_deepmimo()

# Installed headers are flat: mirror ours as ns3/x.h.
set(mirror ${CMAKE_BINARY_DIR}/include/ns3)
file(MAKE_DIRECTORY ${mirror})
foreach(header ${FDDMIMO_HEADERS})
  get_filename_component(name ${header} NAME)
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${header} ${mirror}/${name} SYMBOLIC)
endforeach()

add_library(fdd-mimo SHARED ${FDDMIMO_SOURCES})
target_include_directories(fdd-mimo PUBLIC ${CMAKE_BINARY_DIR}/include)
target_compile_options(fdd-mimo PRIVATE -Wall -Wextra)
target_link_libraries(fdd-mimo
  PUBLIC ns3::libcore ns3::libnetwork ns3::libinternet ns3::libmobility ns3::libpropagation
         ns3::libantenna ns3::libspectrum ns3::liblte ns3::libapplications ns3::libflow-monitor
         ns3::libinternet-apps ns3::libstats Eigen3::Eigen
  PRIVATE Boost::boost HDF5::HDF5)
set(torch_users fdd-mimo)
if(FDDMIMO_WITH_DEEPMIMO)
  target_link_libraries(fdd-mimo PRIVATE ${FDDMIMO_DEEPMIMO_LIBRARIES})
endif()

add_executable(fdd-mimo-test-runner cmake/test-runner.cc ${FDDMIMO_TESTS})
target_link_libraries(fdd-mimo-test-runner PRIVATE fdd-mimo HDF5::HDF5)
list(APPEND torch_users fdd-mimo-test-runner)
if(FDDMIMO_WITH_DEEPMIMO)
  target_link_libraries(fdd-mimo-test-runner PRIVATE ${FDDMIMO_DEEPMIMO_LIBRARIES})
endif()

foreach(example ${FDDMIMO_EXAMPLES})
  get_filename_component(name ${example} NAME_WE)
  add_executable(${name} ${example})
  target_link_libraries(${name} PRIVATE fdd-mimo)
endforeach()

if(benchmark_FOUND)
  add_executable(bench-fdd-mimo ${FDDMIMO_BENCHES})
  target_link_libraries(bench-fdd-mimo PRIVATE fdd-mimo ns3::libpoint-to-point benchmark::benchmark)
  list(APPEND torch_users bench-fdd-mimo)
else()
  message(STATUS "Google Benchmark was not found: no benchmarks (apt-get install libbenchmark-dev)")
endif()

# LibTorch stays out of everybody else's flags.
if(FDDMIMO_WITH_TORCH)
  foreach(target ${torch_users})
    target_include_directories(${target} SYSTEM PRIVATE ${FDDMIMO_TORCH_INCLUDE_DIRS})
    target_link_libraries(${target} PRIVATE ${FDDMIMO_TORCH_LIBRARIES})
  endforeach()
endif()

include(cmake/tests.cmake)

# Stand-alone build on an installed ns-3.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 17 CACHE STRING "C++ standard")
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_package(ns3 REQUIRED CONFIG)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(Boost REQUIRED)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(benchmark REQUIRED)

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
         ns3::libpoint-to-point ns3::libinternet-apps ns3::libstats Eigen3::Eigen
  PRIVATE Boost::boost HDF5::HDF5)

add_executable(fdd-mimo-test-runner cmake/test-runner.cc ${FDDMIMO_TESTS})
target_link_libraries(fdd-mimo-test-runner PRIVATE fdd-mimo)

file(GLOB examples CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/examples/*.cc)
foreach(example ${examples})
  get_filename_component(name ${example} NAME_WE)
  add_executable(${name} ${example})
  target_link_libraries(${name} PRIVATE fdd-mimo)
endforeach()

file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/benchmark/*.cc)
if(benches)
  add_executable(bench-fdd-mimo ${benches})
  target_link_libraries(bench-fdd-mimo PRIVATE fdd-mimo benchmark::benchmark)
endif()

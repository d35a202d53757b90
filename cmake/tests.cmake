# One CTest test for each test suite, each example of test/examples-to-run.py and each script of
# test/cli, and one that looks at LibTorch's BLAS.
enable_testing()
set(scratch ${CMAKE_BINARY_DIR}/test-output)
file(MAKE_DIRECTORY ${scratch})

foreach(source ${FDDMIMO_TESTS})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(READ ${source} text)
  string(REGEX MATCHALL "TestSuite\\(\"fdd-mimo-[a-z0-9-]+\"" suites "${text}")
  foreach(suite ${suites})
    string(REGEX REPLACE "TestSuite\\(\"([^\"]*)\"" "\\1" suite ${suite})
    add_test(NAME ${suite} COMMAND fdd-mimo-test-runner --suite=${suite} --verbose
             WORKING_DIRECTORY ${scratch})
  endforeach()
endforeach()

set(list test/examples-to-run.py)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
file(STRINGS ${list} lines REGEX "^ *\\(\"")
set(number 0)
foreach(line ${lines})
  if(line MATCHES "/ns3/([a-z0-9-]+\\.h)'")
    set(condition "/${CMAKE_MATCH_1}")
    set(headers ${FDDMIMO_HEADERS})
    list(FILTER headers INCLUDE REGEX "${condition}$")
    if(NOT headers)
      continue()
    endif()
  endif()
  string(REGEX REPLACE "^ *\\(\"([^\"]*)\".*" "\\1" command "${line}")
  separate_arguments(command UNIX_COMMAND "${command}")
  list(POP_FRONT command program)
  math(EXPR number "${number} + 1")
  add_test(NAME example-${number}-${program} COMMAND ${program} ${command}
           WORKING_DIRECTORY ${scratch})
endforeach()

file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test/cli/*.sh)
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME cli-${name} COMMAND bash ${script} WORKING_DIRECTORY ${scratch})
  set_tests_properties(cli-${name} PROPERTIES
    ENVIRONMENT "FDD_MIMO_BIN=${CMAKE_BINARY_DIR};FDD_MIMO_ROOT=${CMAKE_CURRENT_SOURCE_DIR}")
endforeach()

# LibTorch on the reference BLAS is 20 times slower: is OpenBLAS what its libblas.so.3 resolves to? PyPI's
# has a BLAS of its own inside.
set(check "blas=$(ldd '${FDDMIMO_TORCH_CPU}' | awk '/libblas\\.so/ {print $3}')
[[ $blas ]] || { echo 'LibTorch uses its own BLAS'; exit 0; }
blas=$(readlink -f \"$blas\")
echo \"LibTorch uses $blas\"
[[ $blas == *openblas* ]] || { echo 'apt-get install libopenblas-dev'; exit 1; }")
if(NOT FDDMIMO_TORCH_CPU)
  set(check "echo 'LibTorch is not installed: apt-get install libtorch-dev'; exit 77")
endif()
add_test(NAME torch-uses-openblas COMMAND bash -c "${check}")
set_tests_properties(torch-uses-openblas PROPERTIES SKIP_RETURN_CODE 77)

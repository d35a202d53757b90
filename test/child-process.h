/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_CHILD_PROCESS_H
#define FDDMIMO_CHILD_PROCESS_H

#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * How a process of its own ended.
 */
struct ChildEnd
{
    bool aborted{false}; //!< by NS_ABORT or NS_FATAL_ERROR
    bool normal{false};  //!< it came to its end; neither: it crashed
    std::string error;   //!< what it wrote to the standard error
};

/**
 * \ingroup fdd-mimo
 * \param function what to run in a process of its own
 * \return how it ended
 */
inline ChildEnd
RunInChild(const std::function<void()>& function)
{
    ChildEnd end;
    int ends[2];
    if (pipe(ends) != 0)
    {
        return end;
    }
    std::cout.flush();
    const pid_t child = fork();
    if (child < 0)
    {
        close(ends[0]);
        close(ends[1]);
        return end;
    }
    if (child == 0)
    {
        const rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        function();
        std::cerr.flush();
        std::_Exit(0);
    }
    close(ends[1]);
    char buffer[1024];
    for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof(buffer))) > 0;)
    {
        end.error.append(buffer, size);
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    end.aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
    end.normal = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return end;
}

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_CHILD_PROCESS_H */

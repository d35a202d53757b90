/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_PROGRAM_OPTIONS_H
#define FDDMIMO_PROGRAM_OPTIONS_H

#include "ns3/command-line.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace fddmimo
{

/**
 * \ingroup fdd-mimo
 * The options of a program, with their allowed ranges: a thin layer over ns-3's CommandLine.
 *
 * What CommandLine offers stays (--PrintHelp, --RngRun and other globals, defaults of attributes as
 * --ns3::Class::Attribute=value); for attributes of this module --Class::Attribute=value does. A
 * mistake of the user throws an OptionError with one line that
 * names the option, the value and what is allowed, before anything else happens; RunProgram() turns
 * it into exit status 1. A variable's value at the time of Add...() is the option's default.
 */
class ProgramOptions
{
  public:
    /**
     * \param fileName __FILE__ of the program
     * \param usage text for --help: what the program does, prints and writes
     */
    ProgramOptions(const std::string& fileName, const std::string& usage);
    ~ProgramOptions();
    ProgramOptions(const ProgramOptions&) = delete;
    ProgramOptions& operator=(const ProgramOptions&) = delete;

    /**
     * Adds an option that takes any text.
     *
     * \param name name without dashes
     * \param help what it does
     * \param [in,out] value default and result
     */
    void AddText(const std::string& name, const std::string& help, std::string* value);

    /**
     * Adds an option that takes one of some words.
     *
     * \param name name without dashes
     * \param help what it does; the words are appended
     * \param [in,out] value default and result
     * \param choices the words
     */
    void AddChoice(const std::string& name,
                   const std::string& help,
                   std::string* value,
                   const std::vector<std::string>& choices);

    /**
     * Adds an option that takes true or false; without a value it means true.
     *
     * \param name name without dashes
     * \param help what it does
     * \param [in,out] value default and result
     */
    void AddFlag(const std::string& name, const std::string& help, bool* value);

    /**
     * Adds an option that takes a whole number.
     *
     * \param name name without dashes
     * \param help what it does
     * \param [in,out] value default and result
     * \param min smallest value allowed
     * \param max largest value allowed
     */
    void AddCount(const std::string& name,
                  const std::string& help,
                  uint32_t* value,
                  uint32_t min,
                  uint32_t max);

    /**
     * Adds an option that takes a list of whole numbers, separated by commas, none twice.
     *
     * \param name name without dashes
     * \param help what it does
     * \param [in,out] value default and result
     * \param min smallest value allowed
     * \param max largest value allowed
     */
    void AddCountList(const std::string& name,
                      const std::string& help,
                      std::vector<uint32_t>* value,
                      uint32_t min,
                      uint32_t max);

    /**
     * Adds an option that takes a finite number.
     *
     * \param name name without dashes
     * \param help what it does
     * \param [in,out] value default and result
     * \param min smallest value allowed
     * \param max largest value allowed
     * \param unit unit for messages, "dB", may be empty
     */
    void AddReal(const std::string& name,
                 const std::string& help,
                 double* value,
                 double min,
                 double max,
                 const std::string& unit);

    /**
     * Adds an option that takes a list of finite numbers, separated by commas, none twice.
     *
     * \param name name without dashes
     * \param help what it does
     * \param [in,out] value default and result
     * \param min smallest value allowed
     * \param max largest value allowed
     * \param unit unit for messages, "dB", may be empty
     */
    void AddRealList(const std::string& name,
                     const std::string& help,
                     std::vector<double>* value,
                     double min,
                     double max,
                     const std::string& unit);

    /**
     * Adds an option that takes the name of a method, with attributes if wanted (see
     * type-names.h).
     *
     * \param name name without dashes
     * \param help what it does; the known names are appended
     * \param [in,out] value default and result
     * \param base class that the methods derive from
     * \param names short names of those that can be used; empty: all
     */
    void AddMethod(const std::string& name,
                   const std::string& help,
                   std::string* value,
                   TypeId base,
                   const std::vector<std::string>& names = {});

    /**
     * Adds an option that takes a list of names of methods, separated by commas, none of them
     * twice.
     *
     * \param name name without dashes
     * \param help what it does; the known names are appended
     * \param [in,out] value default and result
     * \param base class that the methods derive from
     */
    void AddMethodList(const std::string& name,
                       const std::string& help,
                       std::vector<std::string>* value,
                       TypeId base);

    /**
     * Adds an option for each attribute of a type and of its parents below Object: BatchSize
     * becomes batch-size, with the attribute's help and default. Parse() makes what the user gives
     * the attribute's default.
     *
     * \param type the type
     */
    void AddAttributes(TypeId type);

    /**
     * Says that an option of the program sets an attribute: its default on the command line would
     * have no effect, and becomes an error that names the option.
     *
     * \param attribute full name, "ns3::fddmimo::FddMimoFrame::Interval"
     * \param option name of the option
     */
    void Reserve(const std::string& attribute, const std::string& option);

    /**
     * Adds the option config: a file of lines "name = value", names being those of the other
     * options; what stands on the command line comes after it. Blank lines and what follows a # are
     * skipped.
     */
    void AddConfigurationFile();

    /**
     * Reads the command line into the variables. Prints the help and ends the program if asked to.
     *
     * \param argc number of arguments
     * \param argv arguments
     * \throws OptionError at the first mistake
     */
    void Parse(int argc, char* argv[]);

    /**
     * \param name name of an option
     * \return true if the user gave it
     */
    bool IsGiven(const std::string& name) const;

  private:
    /// Puts a text into a variable, or throws OptionError.
    using Reader = std::function<void(const std::string& text)>;

    /**
     * Adds an option.
     *
     * \param name name without dashes
     * \param help what it does
     * \param text default as text
     * \param read checks and stores a text
     */
    void Add(const std::string& name,
             const std::string& help,
             const std::string& text,
             const Reader& read);

    /**
     * Checks an argument that no option of ours stands for: one of CommandLine's own, a global
     * value or the default of an attribute.
     *
     * \param name name without dashes
     * \param value its value
     */
    void CheckForeign(const std::string& name, const std::string& value) const;

    /// An option.
    struct Option
    {
        std::string name; //!< name without dashes
        std::string text; //!< default, then what the user gave
        Reader read;      //!< checks and stores a text
        bool given;       //!< the user gave it
    };

    CommandLine m_commandLine;                      //!< ns-3's reader
    std::vector<std::unique_ptr<Option>> m_options; //!< the options, where they stay
    std::map<std::string, std::string> m_reserved;  //!< option by the attribute that it sets
    bool m_hasConfigurationFile{false};             //!< there is an option config
    std::string m_configurationFile;                //!< its value
};

/**
 * Reads a whole number.
 *
 * \param option name of the option, for messages
 * \param text what the user gave
 * \param min smallest value allowed
 * \param max largest value allowed
 * \return the number
 * \throws OptionError if it is none, or out of range
 */
uint32_t ParseCount(const std::string& option, const std::string& text, uint32_t min, uint32_t max);

/**
 * Reads a finite number.
 *
 * \param option name of the option, for messages
 * \param text what the user gave
 * \param min smallest value allowed
 * \param max largest value allowed
 * \param unit unit for messages, may be empty
 * \return the number
 * \throws OptionError if it is none, or out of range
 */
double ParseReal(const std::string& option,
                 const std::string& text,
                 double min,
                 double max,
                 const std::string& unit);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_PROGRAM_OPTIONS_H */

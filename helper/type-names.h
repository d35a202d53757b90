/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TYPE_NAMES_H
#define FDDMIMO_TYPE_NAMES_H

#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/type-id.h"

#include <string>
#include <vector>

/**
 * \file
 * Short names of methods for command lines and tables, made from their TypeIds.
 *
 * Every registered type that derives from a base such as Precoder and can be constructed has one:
 * the last part of its name, without the words that it shares with the end of the base's name, in
 * lower case with hyphens. ns3::fddmimo::WmmsePrecoder is "wmmse", SumRateAscentPrecoder
 * "sum-rate-ascent", Type2CsiCodec "type2", ThreeGppMimoChannelModel "three-gpp". A type of one's
 * own needs nothing but its TypeId.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * \param type a type
 * \param base the base class whose words are left out
 * \return its short name, see above
 */
std::string GetShortName(TypeId type, TypeId base);

/**
 * \param base a base class
 * \return the names that FindType() knows, sorted: short ones, and full ones where two types would
 * share a short one
 */
std::vector<std::string> ListNames(TypeId base);

/**
 * Tells why a type is not known: a build without LibTorch or HDF5 leaves out what needs it.
 *
 * \param base a base class
 * \param name short or full name of a type
 * \param leftOut what a build left out, "edn-precoder=libtorch-dev,...": source files, without
 * ending, and the Debian packages that they need \return packages that the type needs, separated by
 * blanks; empty if it was not left out
 */
std::string FindMissingPackages(TypeId base, const std::string& name, const std::string& leftOut);

/**
 * \param base base class
 * \param name name that the user gave
 * \return packages that this build was made without and that would make the name known; empty if
 * there are none
 */
std::string FindMissingPackages(TypeId base, const std::string& name);

/**
 * Sets an attribute of a factory. Unlike ObjectFactory::Set() it tells what is allowed, and an
 * object may be given by its short name.
 *
 * \param factory the factory
 * \param name name of its type, for messages
 * \param attribute name of the attribute
 * \param value its value, or a StringValue to read it from
 * \throws std::invalid_argument if there is no such attribute or it cannot have this value
 */
void SetFactoryAttribute(ObjectFactory& factory,
                         const std::string& name,
                         const std::string& attribute,
                         const AttributeValue& value);

/**
 * Reads what stands for an object on a command line: a short or full type name, with attributes in
 * ns-3's own syntax if wanted, "wmmse[Iterations=5|Tolerance=1e-3]".
 *
 * \param base class that the type must derive from
 * \param option name of the option, for messages
 * \param text what the user gave
 * \return a factory of that type with these attributes
 * \throws OptionError if no such type is known (the message lists those that are, or names the
 * package that this build lacks), if it has no such attribute (the same), or if an attribute's
 * value is not allowed
 */
ObjectFactory ParseFactory(TypeId base, const std::string& option, const std::string& text);

/**
 * Makes an object from its name on a command line.
 *
 * \tparam T class that it must derive from
 * \param option name of the option, for messages
 * \param text name and attributes, see ParseFactory()
 * \return the object
 * \throws OptionError as ParseFactory() does
 */
template <typename T>
Ptr<T>
MakeObject(const std::string& option, const std::string& text)
{
    return ParseFactory(T::GetTypeId(), option, text).template Create<T>();
}

/**
 * Splits a list at its commas, but not inside brackets.
 *
 * \param text "mmse,wmmse[Iterations=5]"
 * \return its items without surrounding blanks; empty for an empty text
 */
std::vector<std::string> SplitList(const std::string& text);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TYPE_NAMES_H */

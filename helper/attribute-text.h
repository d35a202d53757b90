/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_ATTRIBUTE_TEXT_H
#define FDDMIMO_ATTRIBUTE_TEXT_H

#include "ns3/attribute.h"

#include <string>

/**
 * \file
 * Attributes and their values as text, from users.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * Reads the value of an attribute. Numbers are checked more strictly than ns-3 does, which aborts
 * on "nan" and takes "-1" for the largest whole number.
 *
 * \param checker checker of the attribute
 * \param text what the user gave
 * \return the value, or null if the text is not allowed
 */
Ptr<AttributeValue> ParseAttributeText(Ptr<const AttributeChecker> checker,
                                       const std::string& text);

/**
 * \param checker checker of an attribute
 * \return its type and range, "uint32_t 1:100"
 */
std::string DescribeAllowed(Ptr<const AttributeChecker> checker);

/**
 * \param name name of an attribute
 * \return the same, with the module's namespace where it has none
 */
std::string CompleteAttributeName(const std::string& name);

/**
 * \param name full name of an attribute, or of a global value
 * \return its checker; null if there is none
 */
Ptr<const AttributeChecker> FindAttributeChecker(const std::string& name);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_ATTRIBUTE_TEXT_H */

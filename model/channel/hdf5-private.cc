/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hdf5-private.h"

#include <cstring>

namespace ns3
{
namespace fddmimo
{

Hdf5Handle::Hdf5Handle(hid_t id, Closer closer)
    : m_id(id),
      m_closer(closer)
{
}

Hdf5Handle::~Hdf5Handle()
{
    Close();
}

Hdf5Handle::Hdf5Handle(Hdf5Handle&& other) noexcept
    : m_id(other.m_id),
      m_closer(other.m_closer)
{
    other.m_id = H5I_INVALID_HID;
}

Hdf5Handle&
Hdf5Handle::operator=(Hdf5Handle&& other) noexcept
{
    if (this != &other)
    {
        Close();
        m_id = other.m_id;
        m_closer = other.m_closer;
        other.m_id = H5I_INVALID_HID;
    }
    return *this;
}

bool
Hdf5Handle::Close()
{
    const bool ok = m_id < 0 || m_closer(m_id) >= 0;
    m_id = H5I_INVALID_HID;
    return ok;
}

Hdf5Silence::Hdf5Silence()
{
    H5Eget_auto2(H5E_DEFAULT, &m_function, &m_data);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Silence::~Hdf5Silence()
{
    H5Eset_auto2(H5E_DEFAULT, m_function, m_data);
}

Hdf5Handle
MakeHdf5ComplexMemoryType()
{
    // std::complex<double> is an array {real, imaginary} by the standard.
    Hdf5Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Complex)), H5Tclose);
    H5Tinsert(type, "r", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(type, "i", sizeof(double), H5T_NATIVE_DOUBLE);
    return type;
}

Hdf5Handle
MakeHdf5ComplexFileType()
{
    Hdf5Handle type(H5Tcreate(H5T_COMPOUND, 8), H5Tclose);
    H5Tinsert(type, "r", 0, H5T_IEEE_F32LE);
    H5Tinsert(type, "i", 4, H5T_IEEE_F32LE);
    return type;
}

bool
IsHdf5Complex(hid_t type)
{
    if (H5Tget_class(type) != H5T_COMPOUND || H5Tget_nmembers(type) != 2)
    {
        return false;
    }
    const char* names[] = {"r", "i"};
    for (unsigned member = 0; member < 2; ++member)
    {
        char* name = H5Tget_member_name(type, member);
        const bool same = name && std::strcmp(name, names[member]) == 0;
        H5free_memory(name);
        if (!same || H5Tget_member_class(type, member) != H5T_FLOAT)
        {
            return false;
        }
    }
    return true;
}

} // namespace fddmimo
} // namespace ns3

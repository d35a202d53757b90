/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_HDF5_PRIVATE_H
#define FDDMIMO_HDF5_PRIVATE_H

#include "ns3/matrix-types.h"

#include <hdf5.h>
#include <string>

/**
 * \file
 * The little of HDF5's C interface that readers and writers of data sets share. Not installed:
 * users of the module need no HDF5 headers.
 */

namespace ns3
{
namespace fddmimo
{

/**
 * An HDF5 identifier that is closed at the end of its scope.
 */
class Hdf5Handle
{
  public:
    /// Function that closes an identifier.
    using Closer = herr_t (*)(hid_t);

    /**
     * \param id identifier, or a negative number for none
     * \param closer H5Fclose, H5Dclose, ...
     */
    Hdf5Handle(hid_t id = H5I_INVALID_HID, Closer closer = nullptr);
    ~Hdf5Handle();
    Hdf5Handle(Hdf5Handle&& other) noexcept;            //!< takes what the other holds
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept; //!< the same \return this
    Hdf5Handle(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(const Hdf5Handle&) = delete;

    /**
     * \return the identifier
     */
    operator hid_t() const
    {
        return m_id;
    }

    /**
     * \return true if there is an identifier
     */
    bool IsValid() const
    {
        return m_id >= 0;
    }

    /**
     * Closes the identifier now.
     * \return true unless HDF5 reports an error
     */
    bool Close();

  private:
    hid_t m_id;      //!< identifier
    Closer m_closer; //!< closes it
};

/// Keeps HDF5 from printing its stack of errors while in scope: the messages are ours.
class Hdf5Silence
{
  public:
    Hdf5Silence();
    ~Hdf5Silence();
    Hdf5Silence(const Hdf5Silence&) = delete;
    Hdf5Silence& operator=(const Hdf5Silence&) = delete;

  private:
    H5E_auto2_t m_function{nullptr}; //!< handler before
    void* m_data{nullptr};           //!< its argument
};

/**
 * \return the type of a Complex in memory: compound {double r, double i}
 */
Hdf5Handle MakeHdf5ComplexMemoryType();

/**
 * \return the type of a complex number in a file: compound {float r, float i}, little endian
 */
Hdf5Handle MakeHdf5ComplexFileType();

/**
 * \param type type of a data set
 * \return true for a compound of the floating point numbers r and i
 */
bool IsHdf5Complex(hid_t type);

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_HDF5_PRIVATE_H */

/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * \ingroup fdd-mimo
 * The loop of the LSTM that the Transformers are compared with, behind lanes-private.h. Each of its
 * coordinates has a place of its own in a register.
 */

/**
 * \param x numbers
 * \return 1 / (1 + exp(-x))
 */
static inline __attribute__((always_inline)) Lane
Sigmoid(Lane x)
{
    const Lane e = Exp(-Max(x, -x));
    return (x < 0.0F ? e : Fill(1.0F)) / (1.0F + e);
}

/**
 * \param x numbers
 * \return the hyperbolic tangent
 */
static inline __attribute__((always_inline)) Lane
Tanh(Lane x)
{
    const Lane e = Exp(-2.0F * Max(x, -x));
    const Lane y = (1.0F - e) / (1.0F + e);
    return x < 0.0F ? -y : y;
}

/**
 * What an LSTM does behind its products, of many coordinates at once.
 *
 * \param gates input, forget, cell and output gates, 4 units x columns, before their functions
 * \param units hidden units
 * \param columns coordinates, a multiple of 16
 * \param [in,out] cell cell state, units x columns
 * \param [out] hidden hidden state, units x columns
 */
static void
UpdateLstm(const float* gates, long units, long columns, float* cell, float* hidden)
{
    const long size = units * columns;
    for (long i = 0; i < size; i += LANE)
    {
        const Lane input = Sigmoid(FDDMIMO_AT(gates + i));
        const Lane forget = Sigmoid(FDDMIMO_AT(gates + size + i));
        const Lane candidate = Tanh(FDDMIMO_AT(gates + 2 * size + i));
        const Lane output = Sigmoid(FDDMIMO_AT(gates + 3 * size + i));
        const Lane state = forget * FDDMIMO_AT(cell + i) + input * candidate;
        FDDMIMO_TO(cell + i) = state;
        FDDMIMO_TO(hidden + i) = output * Tanh(state);
    }
}

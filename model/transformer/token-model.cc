/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-model.h"

#include "token-stream-private.h"

#include "ns3/channel-stack.h"
#include "ns3/sum-rate-ascent.h"
#include "ns3/sum-rate.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace fddmimo
{

namespace
{

/// Rows of a stream that go through it together: enough for the products, few enough for the cache.
constexpr long TILE_ROWS = 160;

/// A problem on its way through the layers.
struct Task
{
    std::vector<CMatrix> channels; //!< noise-normalised channels of the users, 1 x N each
    float gain{1.0F};              //!< root of the mean square of their entries
    float unit{1.0F};              //!< sqrt(N K)
    CMatrix beams;                 //!< W of power 1, N x K
    long users{0};                 //!< K
    long antennas{0};              //!< N
    long place{0};                 //!< where its tokens of the users' stream begin
    long antennaPlace{0};          //!< likewise of the antennas'
};

/**
 * \param tokens tokens of a problem, 4 rows x P
 * \param rows K or N
 * \param type 0 and 1 for real and imaginary part of C, 2 and 3 for W
 * \param padded P
 * \return the tokens of a type, rows x P
 */
template <class T>
T*
GetType(T* tokens, long rows, long type, long padded)
{
    return tokens + type * rows * padded;
}

/**
 * \param task a problem
 * \param padded P
 * \param [out] tokens its tokens of the users' stream: C as given
 */
void
FillChannel(const Task& task, long padded, float* tokens)
{
    float* re = GetType(tokens, task.users, 0, padded);
    float* im = GetType(tokens, task.users, 1, padded);
    for (long k = 0; k < task.users; ++k)
    {
        for (long n = 0; n < task.antennas; ++n)
        {
            const std::complex<float> entry(task.channels[k](0, n));
            re[k * padded + n] = entry.real() / task.gain;
            im[k * padded + n] = entry.imag() / task.gain;
        }
    }
}

/**
 * \param task a problem
 * \param padded P
 * \param [out] tokens its tokens of the users' stream: W, and zeros where entries are absent
 */
void
FillBeams(const Task& task, long padded, float* tokens)
{
    float* re = GetType(tokens, task.users, 2, padded);
    float* im = GetType(tokens, task.users, 3, padded);
    for (long k = 0; k < task.users; ++k)
    {
        for (long n = 0; n < task.antennas; ++n)
        {
            const std::complex<float> entry(task.beams(n, k));
            re[k * padded + n] = entry.real() * task.unit;
            im[k * padded + n] = entry.imag() * task.unit;
        }
    }
}

/**
 * Transposes each type of tokens, for the other stream.
 *
 * \param rows rows of a type
 * \param columns entries of a row that are present
 * \param padded P
 * \param in 4 rows x P
 * \param [out] out 4 columns x P
 */
void
Transpose(long rows, long columns, long padded, const float* in, float* out)
{
    std::fill(out, out + 4 * columns * padded, 0.0F);
    for (long type = 0; type < 4; ++type)
    {
        const float* from = GetType(in, rows, type, padded);
        float* to = GetType(out, columns, type, padded);
        for (long r = 0; r < rows; ++r)
        {
            for (long c = 0; c < columns; ++c)
            {
                to[c * padded + r] = from[r * padded + c];
            }
        }
    }
}

/**
 * \param task a problem
 * \param padded P
 * \param antennas its tokens of the antennas' stream
 * \param [in,out] users those of the users'; the mean of both streams afterwards
 * \param [out] beams W in complex numbers, of power 1
 */
void
Merge(const Task& task, long padded, const float* antennas, float* users, CMatrix& beams)
{
    for (long type = 0; type < 4; ++type)
    {
        float* to = GetType(users, task.users, type, padded);
        const float* other = GetType(antennas, task.antennas, type, padded);
        for (long k = 0; k < task.users; ++k)
        {
            for (long n = 0; n < task.antennas; ++n)
            {
                to[k * padded + n] = 0.5F * (to[k * padded + n] + other[n * padded + k]);
            }
        }
    }
    const float* re = GetType(users, task.users, 2, padded);
    const float* im = GetType(users, task.users, 3, padded);
    for (long k = 0; k < task.users; ++k)
    {
        for (long n = 0; n < task.antennas; ++n)
        {
            beams(n, k) = Complex(re[k * padded + n], im[k * padded + n]);
        }
    }
    beams = ProjectPower(beams, 1.0);
}

} // namespace

/**
 * Weights and memory.
 */
struct TokenModel::Private
{
    TokenSizes sizes;                       //!< sizes
    std::vector<TokenStreamModel> users;    //!< streams of users, one a layer
    std::vector<TokenStreamModel> antennas; //!< streams of antennas
    FloatStore userTokens;                  //!< of all problems, 4 K x P each
    FloatStore antennaTokens;               //!< likewise, 4 N x P each
    TokenScratch scratch;                   //!< memory of the streams

    /**
     * Runs a stream over all problems, some at a time.
     *
     * \param stream the stream
     * \param parts the problems
     * \param [in,out] tokens their tokens
     */
    void RunStream(const TokenStreamModel& stream,
                   const std::vector<TokenPart>& parts,
                   float* tokens)
    {
        const long padded = TokenStreamModel::GetPadded(sizes.most);
        std::vector<TokenPart> tile;
        for (std::size_t i = 0; i < parts.size();)
        {
            tile.clear();
            long rows = 0;
            do
            {
                rows += 4 * parts[i].count;
                tile.push_back(parts[i++]);
            } while (i < parts.size() && rows + 4 * parts[i].count <= TILE_ROWS);
            stream.Run(tile, tokens, scratch);
            tokens += rows * padded;
        }
    }
};

TokenModel::TokenModel(const WeightArchive& archive)
    : m_private(std::make_unique<Private>())
{
    const TokenSizes sizes = TokenSizes::Load(archive);
    m_private->sizes = sizes;
    for (int64_t i = 0; i < sizes.layers; ++i)
    {
        const std::string number = std::to_string(i) + ".";
        m_private->users.emplace_back(archive, "users_" + number, sizes);
        m_private->antennas.emplace_back(archive, "antennas_" + number, sizes);
    }
}

TokenModel::~TokenModel() = default;

const TokenSizes&
TokenModel::GetSizes() const
{
    return m_private->sizes;
}

CMatrix
TokenModel::ComputeStart(const CRowMatrix& channel)
{
    PlanarMatrix adjoint(channel.cols(), channel.rows());
    for (Eigen::Index k = 0; k < channel.rows(); ++k)
    {
        adjoint.SetColumnConjugate(k, channel.data() + k * channel.cols(), 1);
    }
    CMatrix beams = InvertChannels(adjoint, static_cast<double>(channel.rows()));
    for (Eigen::Index k = 0; k < beams.cols(); ++k)
    {
        const double norm = beams.col(k).norm();
        if (norm > 0.0)
        {
            beams.col(k) /= norm;
        }
    }
    return ProjectPower(beams, 1.0);
}

std::vector<CMatrix>
TokenModel::Design(const std::vector<CRowMatrix>& channels, uint32_t steps) const
{
    Private& p = *m_private;
    const long padded = TokenStreamModel::GetPadded(p.sizes.most);
    std::vector<Task> tasks(channels.size());
    std::vector<TokenPart> users;
    std::vector<TokenPart> antennas;
    long userRows = 0;
    long antennaRows = 0;
    for (std::size_t i = 0; i < channels.size(); ++i)
    {
        Task& task = tasks[i];
        task.users = channels[i].rows();
        task.antennas = channels[i].cols();
        for (long k = 0; k < task.users; ++k)
        {
            task.channels.emplace_back(channels[i].row(k));
        }
        const double size = static_cast<double>(channels[i].size());
        task.gain = static_cast<float>(std::max(1e-15, channels[i].norm() / std::sqrt(size)));
        task.unit = static_cast<float>(std::sqrt(size));
        task.beams = ComputeStart(channels[i]);
        task.place = userRows * padded;
        task.antennaPlace = antennaRows * padded;
        userRows += 4 * task.users;
        antennaRows += 4 * task.antennas;
        const float snr = 0.5F * std::log(task.gain) - 0.7F;
        users.push_back({task.users, task.antennas, snr});
        antennas.push_back({task.antennas, task.users, snr});
    }
    float* userTokens = p.userTokens.Get(userRows * padded);
    float* antennaTokens = p.antennaTokens.Get(antennaRows * padded);
    std::fill(userTokens, userTokens + userRows * padded, 0.0F);
    const SumRateAscent ascent(steps, p.sizes.ascentStep, 0);
    for (int64_t layer = 0; layer < p.sizes.layers; ++layer)
    {
        for (const Task& task : tasks)
        {
            if (layer == 0 || !p.sizes.lift)
            {
                FillChannel(task, padded, userTokens + task.place);
            }
            FillBeams(task, padded, userTokens + task.place);
            Transpose(task.users,
                      task.antennas,
                      padded,
                      userTokens + task.place,
                      antennaTokens + task.antennaPlace);
        }
        p.RunStream(p.users[layer], users, userTokens);
        p.RunStream(p.antennas[layer], antennas, antennaTokens);
        for (Task& task : tasks)
        {
            Merge(task,
                  padded,
                  antennaTokens + task.antennaPlace,
                  userTokens + task.place,
                  task.beams);
            task.beams = ascent.Ascend(task.channels, task.beams, 1.0);
        }
    }
    std::vector<CMatrix> results;
    for (Task& task : tasks)
    {
        results.push_back(std::move(task.beams));
    }
    return results;
}

} // namespace fddmimo
} // namespace ns3

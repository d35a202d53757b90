/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-model.h"

#include "token-guide.h"
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
    CMatrix stacked;               //!< the channels, K x N; with directions only
    CMatrix gram;                  //!< their Gram matrix, likewise
    CMatrix last;                  //!< how the last layer moved W, likewise
    CMatrix direction;             //!< direction of this layer, likewise
    std::vector<float> guide;      //!< direction and last move as the users' stream sees them
    std::vector<float> other;      //!< and the antennas'
    std::vector<float> figures;    //!< figures of the users
    std::vector<float> paces;      //!< step sizes that the users' stream chose
    std::vector<float> otherPaces; //!< and the antennas'
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
 * \param move a direction, or the last move, N x K
 * \param padded P
 * \param place 0, or P for what stands behind a direction
 * \param [in,out] task receives the move as both streams see it
 */
void
FillGuide(const CMatrix& move, long padded, long place, Task& task)
{
    const long users = task.users;
    const long antennas = task.antennas;
    for (long k = 0; k < users; ++k)
    {
        for (long n = 0; n < antennas; ++n)
        {
            const std::complex<float> entry(move(n, k));
            task.guide[k * 2 * padded + place + n] = entry.real();
            task.guide[(users + k) * 2 * padded + place + n] = entry.imag();
            task.other[n * 2 * padded + place + k] = entry.real();
            task.other[(antennas + n) * 2 * padded + place + k] = entry.imag();
        }
    }
}

/**
 * Sets what a layer sees beside the tokens.
 *
 * \param kind which direction
 * \param padded P
 * \param [in,out] task a problem
 */
void
Guide(TokenSizes::Directions kind, long padded, Task& task)
{
    TokenGuide guide = ComputeTokenGuide(task.stacked, task.gram, task.beams, kind);
    FillGuide(guide.direction, padded, 0, task);
    FillGuide(task.last, padded, padded, task);
    task.direction = std::move(guide.direction);
    for (long k = 0; k < task.users; ++k)
    {
        for (long i = 0; i < TokenSizes::FIGURES; ++i)
        {
            task.figures[k * TokenSizes::FIGURES + i] = static_cast<float>(guide.figures(k, i));
        }
    }
}

/**
 * \param [in,out] task a problem, whose beams, of any power, move by the steps that streams chose
 */
void
TakeSteps(Task& task)
{
    constexpr long paces = TokenSizes::PACES;
    for (long k = 0; k < task.users; ++k)
    {
        for (long n = 0; n < task.antennas; ++n)
        {
            const float* own = task.paces.data() + k * paces;
            const float* other = task.otherPaces.data() + n * paces;
            task.beams(n, k) += static_cast<double>(own[0] + other[0]) * task.direction(n, k) +
                                static_cast<double>(own[1] + other[1]) * task.last(n, k);
        }
    }
}

/**
 * \param task a problem
 * \param padded P
 * \param antennas its tokens of the antennas' stream
 * \param [in,out] users those of the users'; the mean of both streams afterwards
 * \param [out] beams W times sqrt(N K) in complex numbers, of any power
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
        m_private->users.emplace_back(archive, "users_" + number, sizes, true);
        m_private->antennas.emplace_back(archive, "antennas_" + number, sizes, false);
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
    const bool guided = p.sizes.directions != TokenSizes::NONE;
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
        if (guided)
        {
            task.stacked = channels[i];
            task.gram = task.stacked * task.stacked.adjoint();
            task.last.setZero(task.antennas, task.users);
            task.guide.resize(4 * task.users * padded);
            task.other.resize(4 * task.antennas * padded);
            task.figures.resize(task.users * TokenSizes::FIGURES);
            task.paces.resize(task.users * TokenSizes::PACES);
            task.otherPaces.resize(task.antennas * TokenSizes::PACES);
        }
        users.push_back({task.users,
                         task.antennas,
                         snr,
                         task.guide.data(),
                         task.figures.data(),
                         task.paces.data()});
        antennas.push_back(
            {task.antennas, task.users, snr, task.other.data(), nullptr, task.otherPaces.data()});
    }
    float* userTokens = p.userTokens.Get(userRows * padded);
    float* antennaTokens = p.antennaTokens.Get(antennaRows * padded);
    std::fill(userTokens, userTokens + userRows * padded, 0.0F);
    const SumRateAscent ascent(steps, p.sizes.ascentStep, 0);
    for (int64_t layer = 0; layer < p.sizes.layers; ++layer)
    {
        for (Task& task : tasks)
        {
            if (guided)
            {
                Guide(p.sizes.directions, padded, task);
            }
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
            const CMatrix before = task.beams;
            Merge(task,
                  padded,
                  antennaTokens + task.antennaPlace,
                  userTokens + task.place,
                  task.beams);
            if (guided)
            {
                TakeSteps(task);
            }
            task.beams = ascent.Ascend(task.channels, ProjectPower(task.beams, 1.0), 1.0);
            if (guided)
            {
                task.last = (task.beams - before) * (TokenSizes::LAST_SCALE * task.unit);
            }
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

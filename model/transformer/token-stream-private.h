/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FDDMIMO_TOKEN_STREAM_PRIVATE_H
#define FDDMIMO_TOKEN_STREAM_PRIVATE_H

#include "token-sizes.h"
#include "transformer-layers-private.h"

#include <string>
#include <vector>

/**
 * \file
 * A stream of the token Transformer for its use, without LibTorch; TokenStreamImpl is the same for
 * its training.
 */

namespace ns3
{
namespace fddmimo
{

/// A problem as a stream sees it.
struct TokenPart
{
    long count;           //!< tokens of each of the four types: K in the stream of users
    long present;         //!< entries of a token that are present: N in the stream of users
    float snr;            //!< logarithm of the SNR
    const float* guide;   //!< direction and last move of each token of W, 2 count x 2 P; or none
    const float* figures; //!< of each user, count x FIGURES; only in the stream of users
    float* paces;         //!< receives shares of the step sizes, count x PACES
};

/// Memory of a stream, see TokenStreamModel::Run(). R are the rows of a call, P padded entries.
struct TokenScratch
{
    FloatStore masks;      //!< problems x P
    FloatStore bias;       //!< of a type of tokens of a problem, embedding
    FloatStore embedded;   //!< R x embedding
    FloatStore normed;     //!< R x embedding
    FloatStore transposed; //!< embedding x R, padded
    FloatStore keyValue;   //!< keys and values of a head, R x 2 depth
    FloatStore query;      //!< queries of a head, depth x R, padded
    FloatStore scores;     //!< of a problem and a head, keys x queries
    FloatStore mixed;      //!< all heads, R x width
    FloatStore hidden[2];  //!< of perceptrons, R x 4 L each
    FloatStore half;       //!< one half of the tokens, normalised, R / 2 x P
    FloatStore updates;    //!< R x P
    FloatStore paces;      //!< of a problem, rows of W x PACES
};

/**
 * One stream of a layer: of users, or of antennas.
 *
 * Absent tokens have no rows at all. Products run over the rows of all problems of a call, the
 * attention within each problem, one head after the other, so that queries, keys, values and scores
 * never leave the cache. A row's result does not depend on the problems around its own.
 */
class TokenStreamModel
{
  public:
    /**
     * \param archive trained weights; throws WeightArchiveError if they are incomplete
     * \param prefix what the names of this stream's arrays begin with
     * \param sizes sizes of the network
     * \param ofUsers whether it is a stream of users
     */
    TokenStreamModel(const WeightArchive& archive,
                     const std::string& prefix,
                     const TokenSizes& sizes,
                     bool ofUsers);

    /**
     * \param parts problems
     * \param [in,out] tokens tokens of the problems, one problem behind the other: real and
     * imaginary parts of C, then of W, each count x P, with zeros where entries are absent
     * \param [in,out] scratch memory
     */
    void Run(const std::vector<TokenPart>& parts, float* tokens, TokenScratch& scratch) const;

    /**
     * \param count floats
     * \return as many, rounded up to a multiple of TransformerKernels::BLOCK: P, floats from a
     * token to the next, for L
     */
    static long GetPadded(long count);

  private:
    /// Scale and shift of a layer normalisation, padded.
    struct Norm
    {
        Eigen::VectorXf scale; //!< P
        Eigen::VectorXf shift; //!< P
    };

    /// A perceptron with GELU; the bias of its last layer is padded.
    using Perceptron = std::vector<LinearLayer>;

    /**
     * \param reader where the weights are
     * \param name name of a perceptron
     * \param widths widths, the input's first, the last one L
     * \param scale what its outputs are scaled by
     * \return the perceptron
     */
    Perceptron ReadPerceptron(const LayerReader& reader,
                              const std::string& name,
                              const std::vector<int64_t>& widths,
                              double scale) const;

    /**
     * \param reader where the weights are
     * \param name name of a layer normalisation over L entries
     * \return it
     */
    Norm ReadNorm(const LayerReader& reader, const std::string& name) const;

    /**
     * \param parts problems
     * \param tokens tokens
     * \param rows R
     * \param [in,out] scratch memory; the normalised embedding, and transposed, afterwards
     */
    void Embed(const std::vector<TokenPart>& parts,
               const float* tokens,
               long rows,
               TokenScratch& scratch) const;

    /**
     * \param parts problems
     * \param rows R
     * \param [in,out] scratch memory; all heads in mixed afterwards
     */
    void Attend(const std::vector<TokenPart>& parts, long rows, TokenScratch& scratch) const;

    /**
     * Step sizes of each problem, from what Embed() and Attend() left.
     *
     * \param parts problems; their paces are set
     * \param [in,out] scratch memory
     */
    void ChoosePaces(const std::vector<TokenPart>& parts, TokenScratch& scratch) const;

    /**
     * \param perceptron a perceptron
     * \param input rows x inputs
     * \param stride floats from a row of the input to the next
     * \param rows rows
     * \param [in,out] scratch memory; rows x P in updates afterwards, without the last bias
     */
    void Perceive(const Perceptron& perceptron,
                  const float* input,
                  long stride,
                  long rows,
                  TokenScratch& scratch) const;

    /**
     * Updates C or W.
     *
     * \param parts problems
     * \param beams true for W
     * \param rows R
     * \param [in,out] tokens tokens
     * \param [in,out] scratch memory
     */
    void UpdateHalf(const std::vector<TokenPart>& parts,
                    bool beams,
                    long rows,
                    float* tokens,
                    TokenScratch& scratch) const;

    TokenSizes m_sizes;                   //!< sizes
    long m_padded;                        //!< P
    LinearLayer m_embed;                  //!< of a token
    Eigen::VectorXf m_zero;               //!< no bias
    WeightMatrix m_types;                 //!< embedding of the four types with the bias, 4 x E
    Eigen::VectorXf m_snr;                //!< embedding of the SNR
    std::vector<WeightMatrix> m_query;    //!< weights of the queries of each head, scaled
    Eigen::VectorXf m_queryBias;          //!< their bias
    std::vector<WeightMatrix> m_keyValue; //!< keys and values of each head, packed
    WeightMatrix m_guide;                 //!< of direction and last move, 2 P x E, packed
    WeightMatrix m_figures;               //!< of the users' figures, FIGURES x E, packed
    LinearLayer m_paceOfMixed;            //!< first layer of the step sizes: of attention
    LinearLayer m_paceOfToken;            //!< likewise of the embedding, with its normalisation
    LinearLayer m_pace;                   //!< last layer of the step sizes
    Perceptron m_merge;                   //!< MLP_sa, with the bias of the values
    Norm m_channelNorm;                   //!< before MLP_C
    Perceptron m_channel;                 //!< MLP_C
    Norm m_channelOut;                    //!< behind MLP_C
    Norm m_beamNorm;                      //!< before MLP_W
    Perceptron m_beam;                    //!< MLP_W
};

} // namespace fddmimo
} // namespace ns3

#endif /* FDDMIMO_TOKEN_STREAM_PRIVATE_H */

using Telephony.Audio.Signals;

namespace Telephony.Audio.ComfortNoise;

/// <summary>
/// Makes the noise that a comfort noise payload describes (RFC 3389): white noise through the lattice of its reflection coefficients, at its level, which is approached within some
/// 100 ms. One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class ComfortNoiseGenerator
{
    private readonly float[] _reflections = new float[ComfortNoisePayload.MostCoefficients];
    private readonly float[] _backward = new float[ComfortNoisePayload.MostCoefficients + 1];
    private int _order;
    private float _target;
    private float _level;
    private float _gain = 1;
    private uint _random = 0x2545F491;

    /// <summary>Whether a payload has said what to make since the last <see cref="Stop"/>.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Takes a payload of type 13. An empty one, or one with more coefficients than ten, is taken for what it says up to there.</summary>
    public void Update(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return;
        _target = (float)ComfortNoisePayload.RootMeanSquare(payload[0]);
        if (!IsOn) _level = _target;
        IsOn = true;
        _order = Math.Min(payload.Length - 1, ComfortNoisePayload.MostCoefficients);
        var residual = 1f;
        for (var i = 0; i < _order; i++)
        {
            _reflections[i] = Math.Clamp(ComfortNoisePayload.Coefficient(payload[i + 1]), -0.98f, 0.98f);
            residual *= 1 - (_reflections[i] * _reflections[i]);
        }
        _gain = MathF.Sqrt(residual);          // the lattice amplifies by the inverse
    }

    /// <summary>Speech again: the next noise begins at its own level.</summary>
    public void Stop() => IsOn = false;

    public void Fill(Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
        {
            _level += (_target - _level) / 800;
            pcm[i] = Vectors.ToSample(Synthesize(_gain * _level * White()));
        }
    }

    /// <summary>All-pole lattice: forward error down, backward errors up.</summary>
    private float Synthesize(float forward)
    {
        for (var i = _order - 1; i >= 0; i--)
        {
            forward -= _reflections[i] * _backward[i];
            _backward[i + 1] = _backward[i] + (_reflections[i] * forward);
        }
        _backward[0] = forward;
        return forward;
    }

    /// <summary>Uniform, of root mean square one, by xorshift: nobody has to guess it, and a stream sounds alike in every run.</summary>
    private float White()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return ((_random * (1f / uint.MaxValue)) - 0.5f) * 3.4641f;
    }
}

namespace Telephony.Calls.Interworking;

/// <summary>Noise in place of a pause that the peer does not send: white, at the level of its comfort noise packets (RFC 3389 3). One stream.</summary>
internal struct ComfortNoise
{
    private const double OverloadPeak = 32768;

    private uint _state;
    private int _peak;
    private byte _level;

    /// <summary>The peer has said what its pause sounds like, and it lasts.</summary>
    public bool IsOn { get; private set; }

    /// <summary>As in the packet: 0 to 127 dB below overload.</summary>
    public readonly byte Level => _level;

    public void Begin(ReadOnlySpan<byte> payload)
    {
        _level = payload.IsEmpty ? (byte)60 : (byte)(payload[0] & 0x7F);
        _peak = (int)(OverloadPeak * Math.Pow(10, -_level / 20.0) * Math.Sqrt(3));   // of an even spread with that root mean square
        IsOn = true;
    }

    public void End() => IsOn = false;

    public void Fill(Span<short> samples)
    {
        if (_state == 0) _state = 0x9E3779B9;
        for (var i = 0; i < samples.Length; i++)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            samples[i] = _peak == 0 ? (short)0 : (short)Math.Clamp((int)(_state % (uint)((2 * _peak) + 1)) - _peak, short.MinValue, short.MaxValue);
        }
    }
}

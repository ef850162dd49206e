namespace Telephony.Audio.Codecs;

/// <summary>Decoder of one G.722 stream at 64 kbit/s (mode 1): octets in, two samples each out. Bit-exact with ITU-T's reference.</summary>
internal sealed class G722Decoding(int mostCodes)
{
    private readonly short[] _joined = new short[G722Filter.Memory + (2 * mostCodes)];
    private G722Bands _bands = G722Bands.New;

    /// <param name="codes">At most as many as said at construction.</param>
    /// <param name="pcm">Twice as many.</param>
    public void Decode(ReadOnlySpan<byte> codes, Span<short> pcm)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            var (low, high) = _bands.Decode(codes[i]);
            var newest = G722Filter.Memory + (2 * i);
            _joined[newest] = (short)(low + high);
            _joined[newest + 1] = (short)(low - high);
            var (first, second) = G722Filter.Join(_joined.AsSpan(2 * i));
            pcm[2 * i] = (short)Math.Clamp(first, short.MinValue, short.MaxValue);
            pcm[(2 * i) + 1] = (short)Math.Clamp(second, short.MinValue, short.MaxValue);
        }
        _joined.AsSpan(2 * codes.Length, G722Filter.Memory).CopyTo(_joined);
    }

    public void Reset()
    {
        _joined.AsSpan().Clear();
        _bands = G722Bands.New;
    }
}

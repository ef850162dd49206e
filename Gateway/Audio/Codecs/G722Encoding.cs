namespace Telephony.Audio.Codecs;

/// <summary>Encoder of one G.722 stream at 64 kbit/s: 16 000 samples a second in, 8000 octets out. Bit-exact with ITU-T's reference.</summary>
internal sealed class G722Encoding(int mostSamples)
{
    private readonly short[] _samples = new short[G722Filter.Memory + mostSamples];
    private G722Bands _bands = G722Bands.New;

    /// <param name="pcm">An even number, at most as many as said at construction.</param>
    /// <param name="codes">Half as many.</param>
    public void Encode(ReadOnlySpan<short> pcm, Span<byte> codes)
    {
        pcm.CopyTo(_samples.AsSpan(G722Filter.Memory));
        for (var i = 0; i < pcm.Length; i += 2)
        {
            var (low, high) = G722Filter.Split(_samples.AsSpan(i));
            codes[i / 2] = _bands.Encode(low, high);
        }
        _samples.AsSpan(pcm.Length, G722Filter.Memory).CopyTo(_samples);
    }

    public void Reset()
    {
        _samples.AsSpan().Clear();
        _bands = G722Bands.New;
    }
}

namespace Telephony.Audio.Files;

/// <summary>Sample forms a WAV file may hold here.</summary>
public enum WavEncoding : byte
{
    /// <summary>16-bit linear, little-endian.</summary>
    Pcm16,

    /// <summary>G.711 mu-law, one octet a sample.</summary>
    MuLaw,

    /// <summary>G.711 A-law, one octet a sample.</summary>
    ALaw,
}

/// <param name="SampleRate">Samples per second and channel.</param>
public readonly record struct WavFormat(WavEncoding Encoding, int SampleRate, int Channels);

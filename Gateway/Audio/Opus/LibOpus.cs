using System.Runtime.InteropServices;

namespace Telephony.Audio.Opus;

/// <summary>The functions of libopus that are used (opus.h of version 1.1 and later).</summary>
/// <remarks>
/// The control functions are variadic in C. On the calling conventions of Linux an int passed as a named argument lies where a variadic one is looked for, so they are declared with one int.
/// </remarks>
internal static unsafe partial class LibOpus
{
    public const string Name = "libopus.so.0";

    public const int ApplicationVoip = 2048;
    public const int SetMaxBandwidth = 4004;
    public const int SetBitrate = 4002;
    public const int SetVbr = 4006;
    public const int SetComplexity = 4010;
    public const int SetInbandFec = 4012;
    public const int SetPacketLossPercent = 4014;
    public const int SetDtx = 4016;
    public const int ResetState = 4028;

    /// <summary>Most frames in one packet (RFC 6716 3.2.5).</summary>
    public const int MostFrames = 48;

    /// <summary>Environment variable with another name of the library, or its path.</summary>
    public const string Variable = "TELEPHONY_LIBOPUS";

    private static readonly nint Library;

    static LibOpus()
    {
        Wanted = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } other ? other : Name;
        Library = NativeLibrary.TryLoad(Wanted, out var handle) ? handle : 0;
        NativeLibrary.SetDllImportResolver(typeof(LibOpus).Assembly, static (name, _, _) => name == Name ? Library : 0);
    }

    /// <summary>What was looked for.</summary>
    public static string Wanted { get; }

    /// <summary>Whether the library is installed; looked up once.</summary>
    public static bool IsInstalled => Library != 0;

    [LibraryImport(Name, EntryPoint = "opus_decoder_create")]
    public static partial OpusDecoderHandle CreateDecoder(int rate, int channels, out int error);

    [LibraryImport(Name, EntryPoint = "opus_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);

    [LibraryImport(Name, EntryPoint = "opus_decoder_ctl")]
    public static partial int Control(OpusDecoderHandle decoder, int request, int value);

    [LibraryImport(Name, EntryPoint = "opus_decode")]
    public static partial int Decode(OpusDecoderHandle decoder, byte* data, int length, short* pcm, int frameSize, int decodeFec);

    [LibraryImport(Name, EntryPoint = "opus_encoder_create")]
    public static partial OpusEncoderHandle CreateEncoder(int rate, int channels, int application, out int error);

    [LibraryImport(Name, EntryPoint = "opus_encoder_destroy")]
    public static partial void DestroyEncoder(nint encoder);

    [LibraryImport(Name, EntryPoint = "opus_encoder_ctl")]
    public static partial int Control(OpusEncoderHandle encoder, int request, int value);

    [LibraryImport(Name, EntryPoint = "opus_encode")]
    public static partial int Encode(OpusEncoderHandle encoder, short* pcm, int frameSize, byte* data, int maxBytes);

    [LibraryImport(Name, EntryPoint = "opus_packet_get_nb_samples")]
    public static partial int SamplesIn(byte* packet, int length, int rate);

    [LibraryImport(Name, EntryPoint = "opus_packet_parse")]
    public static partial int Parse(byte* packet, int length, out byte toc, byte** frames, short* sizes, out int payloadOffset);
}

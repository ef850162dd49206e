using System.Runtime.InteropServices;
using Telephony.Audio.Resampling;
using Telephony.Audio.Sources;

namespace Telephony.Media.Streaming;

public sealed record StreamingOptions
{
    /// <summary>16 000 or 24 000.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>How much waits for an application that reads slowly before frames are dropped.</summary>
    public TimeSpan OutBuffer { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much an application may send ahead: models speak faster than people.</summary>
    public TimeSpan InBuffer { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>
/// Both ways of one stream between the media thread and a WebSocket, with bounds: no lock, and nothing allocated on the media thread.
/// <code>
///   media thread ── Send(frame, who) ─► ring ─► TryTake ─► text frame ─► socket          full: the frame is dropped and counted
///   media thread ◄─ Incoming.Read ◄─ ring ◄─ Receive(text frame) ◄─ socket               full: the rest of the message is dropped and counted
/// </code>
/// </summary>
public sealed class StreamingSession : IDisposable
{
    private readonly StreamingOptions _options;
    private readonly StreamingWriter _writer = new();
    private readonly FrameRing _out;
    private readonly PcmRing _in;
    private readonly StreamResampler? _toApplication;
    private readonly short[] _taken;
    private readonly short[] _converted;
    private byte[] _pcm = new byte[64 * 1024];
    private long _frames;
    private long _notHeard;

    /// <param name="callRate">Samples per second on the media thread: 8000, 16 000 or 48 000. Frames have 20 ms.</param>
    public StreamingSession(StreamingOptions options, int callRate)
    {
        if (options.SampleRate is not (16_000 or 24_000)) throw new ArgumentOutOfRangeException(nameof(options), options.SampleRate, "Streams have 16000 or 24000 Hz.");
        _options = options;
        _taken = new short[callRate / 50];
        _converted = new short[(options.SampleRate / 50) + 2];
        _out = new FrameRing(_taken.Length, (int)(options.OutBuffer.TotalSeconds * 50));
        _in = new PcmRing(options.SampleRate, options.InBuffer);
        if (callRate != options.SampleRate) _toApplication = new StreamResampler(callRate, options.SampleRate, _taken.Length);
        Incoming = callRate == options.SampleRate ? _in : new ResampledSource(_in, callRate);
    }

    /// <summary>What the application says, at the rate of the call; silence while it says nothing. Media thread.</summary>
    public IPcmSource Incoming { get; }

    /// <summary>Sound of the application that has not been played yet.</summary>
    public TimeSpan Waiting => _in.WaitingTime;

    /// <summary>Frames that the application was too slow for.</summary>
    public long Dropped => _out.Dropped;

    /// <summary>Samples that the application sent too far ahead.</summary>
    public long NotHeard => Volatile.Read(ref _notHeard);

    /// <summary>Media thread: the next 20 ms of somebody, or of all.</summary>
    /// <param name="who">Place of the participant in a list that the reader has; the same number twice in one beat is wrong.</param>
    public void Send(ReadOnlySpan<short> frame, int who = 0) => _out.TryWrite(_frames++, frame, who);

    /// <summary>Socket: the metadata, once, first.</summary>
    public ReadOnlyMemory<byte> Metadata(string subscriptionId) => _writer.AudioMetadata(subscriptionId, _options.SampleRate, _options.SampleRate / 50 * 2);

    /// <summary>Socket: the next text frame, if there is one; valid until the next call. Each stream of an unmixed subscription needs a session of its own where rates differ, as the resampler has one past.</summary>
    /// <param name="nameOf">The raw id of a participant; null for a mixed stream.</param>
    public bool TryTake(DateTimeOffset now, Func<int, string?> nameOf, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (!_out.TryRead(out _, out var who, _taken)) return false;
        ReadOnlySpan<short> samples = _taken;
        if (_toApplication is not null) samples = _converted.AsSpan(0, _toApplication.Convert(_taken, _converted));
        text = _writer.AudioData(samples, now, nameOf(who), IsSilent(samples));
        return true;
    }

    /// <summary>Socket: a text frame of the application.</summary>
    /// <returns>False with a sentence when it is wrong; the stream goes on.</returns>
    public bool Receive(ReadOnlySpan<byte> message, out string why)
    {
        if (_pcm.Length < message.Length && message.Length <= StreamingReader.MaxBytes) _pcm = new byte[message.Length];
        if (!StreamingReader.TryRead(message, _pcm, out var kind, out var length, out why)) return false;
        if (kind == StreamingKind.StopAudio) _in.Clear();
        if (length == 0) return true;
        var samples = MemoryMarshal.Cast<byte, short>(_pcm.AsSpan(0, length));
        var taken = _in.Write(samples);
        if (taken < samples.Length) Volatile.Write(ref _notHeard, _notHeard + samples.Length - taken);
        return true;
    }

    public void Dispose()
    {
        _writer.Dispose();
        Incoming.Dispose();
    }

    private static bool IsSilent(ReadOnlySpan<short> samples)
    {
        foreach (var sample in samples)
        {
            if (sample is > 8 or < -8) return false;
        }
        return true;
    }
}

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Telephony.Audio.Resampling;
using Telephony.Audio.Sources;

namespace Telephony.Media.Streaming;

/// <summary>
/// Both ways of one stream between the media thread and a WebSocket, with bounds: no lock, and nothing allocated on the media thread.
/// <code>
///   media thread ── Send(at, frame, who) ─► ring ─► TryTake ─► text frame ─► socket     full: the frame is dropped and counted
///   media thread ◄─ Incoming.Read ◄─ ring ◄─ Receive(text frame) ◄─ socket              full: the rest of the message is dropped and counted
/// </code>
/// </summary>
public sealed class StreamingSession : IDisposable
{
    private const int MostTones = 64;

    private readonly StreamingOptions _options;
    private readonly DateTimeOffset _begins;
    private readonly int _callRate;
    private readonly StreamingWriter _writer = new();
    private readonly FrameRing _out;
    private readonly PcmRing? _in;
    private readonly ConcurrentQueue<string> _tones = new();
    private readonly Dictionary<int, StreamResampler> _resamplers = [];   // by who speaks; the socket's
    private readonly short[] _taken;
    private readonly short[] _converted;
    private byte[] _pcm = [];
    private long _notHeard;

    /// <param name="callRate">Samples per second on the media thread: 8000, 16 000 or 48 000. Frames have 20 ms.</param>
    /// <param name="begins">Timestamps count from here.</param>
    public StreamingSession(StreamingOptions options, int callRate, DateTimeOffset begins)
    {
        if (options.SampleRate is not (16_000 or 24_000)) throw new ArgumentOutOfRangeException(nameof(options), options.SampleRate, "Streams have 16000 or 24000 Hz.");
        (_options, _callRate, _begins) = (options, callRate, begins);
        _taken = new short[callRate / 50];
        _converted = new short[(options.SampleRate / 50) + 2];
        _out = new FrameRing(_taken.Length, (int)(options.OutBuffer.TotalSeconds * 50) * options.Voices);
        if (!options.IsBidirectional) return;
        _in = new PcmRing(options.SampleRate, options.InBuffer);
        Incoming = callRate == options.SampleRate ? _in : new ResampledSource(_in, callRate);
    }

    /// <summary>What the application says, at the rate of the call; silence while it says nothing. Media thread. Null: it is not asked to speak.</summary>
    public IPcmSource? Incoming { get; }

    /// <summary>Sound of the application that has not been played yet.</summary>
    public TimeSpan Waiting => _in?.WaitingTime ?? TimeSpan.Zero;

    /// <summary>Frames that the application was too slow for.</summary>
    public long Dropped => _out.Dropped;

    /// <summary>Samples that the application sent too far ahead.</summary>
    public long NotHeard => Volatile.Read(ref _notHeard);

    /// <summary>Media thread: the next 20 ms of somebody, or of all.</summary>
    /// <param name="at">Milliseconds from the beginning; never less than the one before.</param>
    /// <param name="who">Place of the participant in a list that the reader has.</param>
    /// <returns>False: it was dropped, as the application reads too slowly.</returns>
    public bool Send(long at, ReadOnlySpan<short> frame, int who = 0) => _out.TryWrite(at, frame, who);

    /// <summary>Any thread: a key that was pressed. As the API writes them: "1", "*", "#", "a".</summary>
    public void Tone(string tone)
    {
        if (_tones.Count < MostTones) _tones.Enqueue(tone);
    }

    /// <summary>Socket: the metadata, once, first.</summary>
    public ReadOnlyMemory<byte> Metadata(string subscriptionId) => _writer.AudioMetadata(subscriptionId, _options.SampleRate, _options.SampleRate / 50 * 2);

    /// <summary>Socket: the next text frame, if there is one; valid until the next call.</summary>
    /// <param name="nameOf">The raw id of a participant; null for a mixed stream.</param>
    public bool TryTake(Func<int, string?> nameOf, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (_tones.TryDequeue(out var tone))
        {
            text = _writer.DtmfData(tone);
            return true;
        }
        if (!_out.TryRead(out var at, out var who, _taken)) return false;
        var samples = Convert(who);
        text = _writer.AudioData(samples, _begins.AddMilliseconds(at), nameOf(who), IsSilent(samples));
        return true;
    }

    /// <summary>Socket: a text frame of the application.</summary>
    /// <returns>False with a sentence when it is wrong; the stream goes on.</returns>
    public bool Receive(ReadOnlySpan<byte> message, out string why)
    {
        if (_pcm.Length < message.Length && message.Length <= StreamingReader.MaxBytes) _pcm = new byte[message.Length];
        if (!StreamingReader.TryRead(message, _pcm, out var kind, out var length, out why)) return false;
        if (_in is null) return true;
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
        Incoming?.Dispose();
    }

    /// <summary>The frame that was taken, at the stream's rate: every voice has a past of its own.</summary>
    private ReadOnlySpan<short> Convert(int who)
    {
        if (_callRate == _options.SampleRate) return _taken;
        if (!_resamplers.TryGetValue(who, out var resampler)) _resamplers[who] = resampler = new StreamResampler(_callRate, _options.SampleRate, _taken.Length);
        return _converted.AsSpan(0, resampler.Convert(_taken, _converted));
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

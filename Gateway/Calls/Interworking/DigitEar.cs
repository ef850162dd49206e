using Telephony.Audio.Detection;
using Telephony.Rtp.Events;

namespace Telephony.Calls.Interworking;

/// <summary>A key that went down, and one that came up before it.</summary>
/// <param name="Duration">Of the one that came up.</param>
internal readonly record struct HeardKey(DtmfDigit? Down, DtmfDigit? Up, TimeSpan Duration);

/// <summary>
/// Digits in the sound of a stream, as tones (DR-37). A tone is known for one some 32 ms after it began and for ended some 24 ms after it stopped, so the sound waits for so long, and
/// what goes on is without it from its first sample to its last:
/// <code>
///   in ──► heard here ──►│ 40 ms of sound │──► out, silent where a key sounded
/// </code>
/// Media worker only.
/// </summary>
internal sealed class DigitEar
{
    private const int AheadMilliseconds = 40;
    private const int HopMilliseconds = 8;               // of the detector
    private const int MissedMilliseconds = 24;           // the silence that ends a key

    private readonly DtmfDetector _detector;
    private readonly DtmfEvent[] _found = new DtmfEvent[4];
    private readonly short[] _line;
    private readonly int _ahead;
    private readonly int _samplesPerMs;
    private long _heard;                                 // samples
    private (long From, long To) _before;                // the last two keys
    private (long From, long To) _key;

    /// <param name="mostSamples">Of a frame.</param>
    /// <param name="removes">Keys are taken out of the sound, which is delayed for it; false: it is only listened to.</param>
    public DigitEar(int sampleRate, int mostSamples, bool removes)
    {
        _detector = new DtmfDetector(sampleRate);
        _samplesPerMs = sampleRate / 1000;
        _ahead = removes ? AheadMilliseconds * _samplesPerMs : 0;
        _line = new short[_ahead + mostSamples];
    }

    /// <summary>Listens to the next frame, and puts in its place what is to be heard instead.</summary>
    /// <returns>What became of keys in it; in a frame of 60 ms one may come up and the next go down.</returns>
    public HeardKey Hear(Span<short> frame)
    {
        var heard = new HeardKey();
        var hop = HopMilliseconds * _samplesPerMs;
        for (var at = 0; at < frame.Length; at += hop)
        {
            var part = frame[at..Math.Min(at + hop, frame.Length)];
            var count = _detector.Process(part, _found);
            _heard += part.Length;
            for (var i = 0; i < count; i++)
            {
                if (!DtmfDigit.TryParse(_found[i].Digit, out var digit)) continue;
                if (_found[i].IsEnd)
                {
                    _key.To = _heard - ((MissedMilliseconds - HopMilliseconds) * _samplesPerMs);
                    heard = heard with { Up = digit, Duration = _found[i].Duration };
                }
                else
                {
                    Begin(_found[i]);
                    heard = heard with { Down = digit };
                }
            }
        }
        if (_ahead > 0) Delay(frame);
        return heard;
    }

    private void Begin(in DtmfEvent key)
    {
        _before = _key;
        _key = (_heard - (((long)key.Duration.TotalMilliseconds + HopMilliseconds) * _samplesPerMs), long.MaxValue);
    }

    private void Delay(Span<short> frame)
    {
        frame.CopyTo(_line.AsSpan(_ahead));
        var start = _heard - frame.Length - _ahead;
        for (var i = 0; i < frame.Length; i++)
        {
            var place = start + i;
            frame[i] = (place >= _key.From && place < _key.To) || (place >= _before.From && place < _before.To) ? (short)0 : _line[i];
        }
        _line.AsSpan(frame.Length, _ahead).CopyTo(_line);
    }
}

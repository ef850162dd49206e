using Telephony.Audio.ComfortNoise;
using Telephony.Rtp.Conversion;

namespace Telephony.Calls.Interworking;

/// <summary>
/// Pauses toward a listener that takes comfort noise (RFC 3389): a description in place of frames, repeated now and then while it lasts. The speaker's own where it has sent one, else
/// what is heard in its silence. Media worker only.
/// </summary>
internal sealed class PauseSender(FrameEncoder encoder)
{
    /// <summary>A packet that is lost must not leave the listener with the noise of the pause before (RFC 3389 4).</summary>
    private const int RepeatMilliseconds = 400;

    /// <summary>Coefficients describe a spectrum up to 4 kHz (RFC 3389 3.2).</summary>
    private const int DescribedHz = 8000;

    private readonly SilenceDetector _detector = new(encoder.SampleRate);
    private readonly byte[] _heard = new byte[StreamDecoder.MostDescription];
    private int _sinceSent;

    /// <summary>True when the encoder's frame is a pause, and is not to be sent.</summary>
    public bool TrySend(StreamDecoder decoder, in StreamOutput output)
    {
        var described = decoder.IsNoise;
        if (_detector.IsSpeech(encoder.Frame) && !described)
        {
            _sinceSent = 0;
            return false;
        }
        if (_sinceSent % RepeatMilliseconds < encoder.Milliseconds)
        {
            var description = described ? decoder.Description : Describe();
            description.CopyTo(output.Payload);
            output.SendComfortNoise(description.Length, encoder.Ticks);
        }
        else
        {
            output.Send(0, encoder.Ticks, starts: false);
        }
        _sinceSent += encoder.Milliseconds;
        return true;
    }

    private ReadOnlySpan<byte> Describe()
    {
        var octets = _detector.Describe(_heard);
        return _heard.AsSpan(0, encoder.SampleRate == DescribedHz ? octets : 1);
    }
}

using Telephony.Rtp.Events;

namespace Telephony.Rtp.Media;

/// <summary>What the media of a call tells its owner, posted to the loop that was named when the session was opened.</summary>
public interface IMediaObserver
{
    /// <summary>Nothing was heard for the time the plan allows. Told once per silence.</summary>
    void OnMediaTimeout(MediaLeg leg);

    /// <summary>The peer of the leg pressed a key (RFC 4733, or a tone that a converter heard); told once, at its end.</summary>
    void OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration);

    /// <summary>A clip was played to its end, or could not be played with the agreed codec. Not told after <see cref="MediaLeg.StopPlay"/>.</summary>
    void OnPlayEnded(MediaLeg leg);

    /// <summary>The first packet of a permitted source.</summary>
    void OnFirstPacket(MediaLeg leg);

    /// <summary>The peer of the leg sends the first telephone-event of all: it has this form. <see cref="OnDigit"/> follows.</summary>
    void OnDigitBegins(MediaLeg leg)
    {
    }

    /// <summary>The packets of the peer are longer than any before.</summary>
    /// <param name="length">Of one of them, about.</param>
    void OnPacketTime(MediaLeg leg, TimeSpan length)
    {
    }

    /// <summary>A converter heard that the peer of the leg is a fax machine or a modem.</summary>
    void OnFaxTone(MediaLeg leg)
    {
    }

    /// <summary>The leg is closed: <see cref="MediaLeg.Quality"/> is final. The last event of a leg.</summary>
    void OnClosed(MediaLeg leg)
    {
    }
}

using Telephony.Rtp.Events;

namespace Telephony.Rtp.Media;

/// <summary>What the media of a call tells its owner, posted to the loop that was named when the session was opened.</summary>
public interface IMediaObserver
{
    /// <summary>Nothing was heard for the time the plan allows. Told once per silence.</summary>
    void OnMediaTimeout(MediaLeg leg);

    /// <summary>The peer of the leg pressed a key (RFC 4733); told once, at its end.</summary>
    void OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration);

    /// <summary>A clip was played to its end, or could not be played with the agreed codec. Not told after <see cref="MediaLeg.StopPlay"/>.</summary>
    void OnPlayEnded(MediaLeg leg);

    /// <summary>The first packet of a permitted source.</summary>
    void OnFirstPacket(MediaLeg leg);

    /// <summary>The leg is closed: <see cref="MediaLeg.Quality"/> is final. The last event of a leg.</summary>
    void OnClosed(MediaLeg leg)
    {
    }
}

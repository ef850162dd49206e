namespace Telephony.Rtp.Conversion;

/// <summary>
/// Makes sound for the peer of a leg, packet by packet, in the codec agreed on: a recording in a codec that is not kept ready made, or what another leg says in
/// another codec. Lives on the media worker: nothing is allocated, locked or logged per beat.
/// </summary>
public interface IStreamMaker : IDisposable
{
    /// <summary>The worker's beat, every 10 ms: sends what is due by now.</summary>
    /// <returns>False at the end of the sound; it is not asked again.</returns>
    bool OnBeat(in StreamOutput output);
}

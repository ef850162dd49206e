using Telephony.Rtp.Srtp;

namespace Telephony.Benchmarks.Media;

/// <summary>What protects one end of the load.</summary>
/// <param name="Own">Key and salt of what it sends.</param>
/// <param name="Peer">Of what it receives.</param>
internal sealed record LoadKeys(SrtpSuite Suite, byte[] Own, byte[] Peer)
{
    public SrtpSender Sender() => new(SrtpCipher.Create(Suite, Own));

    public SrtpReceiver Receiver() => new(new SrtpKeyRing(Suite, [new SrtpMasterKey(Peer)]));
}

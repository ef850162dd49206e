using Telephony.Rtp.Media;
using Telephony.Rtp.Srtp;
using Telephony.Unit.Rtp.Srtp;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>SRTP on the running media worker: what its thread allocates while packets are opened on one side and protected on the other way.</summary>
public sealed class ProtectedAllocationTests
{
    private const int Packets = 20_000;
    private const int Burst = 50;
    private const int Rounds = 4;

    public static TheoryData<SrtpSuite> Suites => [.. Enum.GetValues<SrtpSuite>()];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Nothing_is_allocated_for_protected_packets(SrtpSuite suite)
    {
        var (ours, theirs) = (Key(suite, 1), Key(suite, 2));
        var plain = new MediaLegPlan { RemoteRtp = default, Payloads = [MediaRoom.Pcmu] };
        await using var running = new RunningPlane(plain with { Protection = new SrtpAgreement(suite, ours, [theirs]) }, plain);
        var a = new NumberedStream(running.PeerA, 0, 160, new byte[160], new SrtpSender(SrtpCipher.Create(suite, theirs.KeyAndSalt)));
        var b = new NumberedStream(running.PeerB, 0, 160, new byte[160]);

        Pass(running, a, b, 4000);                   // compiles everything once
        Assert.Equal(0, running.LeastAllocated(Rounds, () => Pass(running, a, b, Packets)));
        Assert.Equal(0, running.Plane.Statistics.Refused[RefusalCause.NotAuthentic]);
    }

    /// <summary>Both ways, each burst relayed before the next, so that no socket buffer overflows.</summary>
    private static void Pass(RunningPlane running, NumberedStream a, NumberedStream b, int packets)
    {
        for (var sent = 0; sent < packets; sent += 2 * Burst)
        {
            var goal = running.Plane.Statistics.PacketsRelayed + (2 * Burst);
            for (var i = 0; i < Burst; i++)
            {
                a.Send();
                b.Send();
            }

            running.Await(static statistics => statistics.PacketsRelayed, goal);
            RunningPlane.Drain(running.PeerA);
            RunningPlane.Drain(running.PeerB);
        }
    }

    private static SrtpMasterKey Key(SrtpSuite suite, byte seed) => new(SrtpContextTests.Key(suite, seed));
}

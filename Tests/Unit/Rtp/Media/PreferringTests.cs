using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>Real sockets: a leg whose peer talks steadily gets a connected socket beside its port, and the latch holds as before.</summary>
public class PreferringTests
{
    private readonly byte[] _audio = new byte[172];
    private ushort _sequence;
    private long _sent;

    [Fact]
    public async Task A_steady_peer_is_preferred_without_a_loss_and_a_third_address_still_cannot_take_over()
    {
        var plan = new MediaLegPlan { RemoteRtp = default, Payloads = [MediaRoom.Pcmu] };
        await using var plane = new RunningPlane(plan, plan);
        var port = plane.LegA.LocalRtp.Port;
        Assert.True(SpinWait.SpinUntil(() => { Send(plane); return IsConnected(port); }, TimeSpan.FromSeconds(20)));
        for (var i = 0; i < 100; i++) Send(plane);

        using var third = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        third.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 10; i++) third.SendTo(Next(), plane.LegA.LocalRtp.ToIPEndPoint());
        plane.Await(static statistics => statistics.Refused[RefusalCause.ThirdParty], 10);
        for (var i = 0; i < 100; i++) Send(plane);

        Assert.Equal(_sent, plane.Plane.Statistics.PacketsRelayed);
        Assert.Equal(0, plane.Plane.Statistics.Refused[RefusalCause.SendFailed]);
    }

    private void Send(RunningPlane plane)
    {
        plane.PeerA.Send(Next());
        plane.Await(static statistics => statistics.PacketsRelayed, ++_sent);
        RunningPlane.Drain(plane.PeerB);
    }

    private byte[] Next()
    {
        RtpHeader.Write(_audio, 0, marker: false, _sequence, (uint)_sequence * 160, 1);
        _sequence++;
        return _audio;
    }

    /// <summary>By the kernel's list: <c>sl local_address rem_address st …</c>, state 01 is connected.</summary>
    private static bool IsConnected(int port)
    {
        var local = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/udp").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var at, _, "01", ..] && at.EndsWith(local, StringComparison.Ordinal));
    }
}

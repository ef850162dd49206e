using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Contracts.Net;

/// <summary>What every network does with datagrams, whatever it is made of.</summary>
public abstract class DatagramContract : IAsyncLifetime
{
    private NetworkHarness _harness = null!;

    protected abstract NetworkHarness CreateHarness();

    public ValueTask InitializeAsync()
    {
        _harness = CreateHarness();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _harness.DisposeAsync();
    }

    private sealed class Inbox : IDatagramReceiver
    {
        public List<(byte[] Bytes, NetEndpoint Remote)> Datagrams { get; } = [];

        public Action<IDatagramSocket, byte[], NetEndpoint>? Then { get; set; }

        public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
        {
            var bytes = datagram.ToArray();
            Datagrams.Add((bytes, remote));
            datagram.Clear();
            Then?.Invoke(socket, bytes, remote);
        }
    }

    private IDatagramSocket Open(Inbox inbox, bool v6 = false, bool batched = false) =>
        _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6), inbox, new DatagramOptions(Dscp: 24, Batched: batched, ReceiveBufferBytes: 1 << 20));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Datagrams_arrive_whole_in_order_and_from_where_they_were_sent(bool v6, bool batched)
    {
        var (here, there) = (new Inbox(), new Inbox());
        there.Then = (socket, bytes, remote) => socket.TrySend(bytes, remote);
        IDatagramSocket a = null!, b = null!;
        int[] sizes = [1, 0, 172, 1300, 2048, 9000, 2, 60_000];
        await _harness.RunAsync(() =>
        {
            a = Open(here, v6, batched);
            b = Open(there, v6, batched);
            foreach (var size in sizes) Assert.True(a.TrySend(Filled(size), b.Local));
        });
        await _harness.UntilAsync(() => here.Datagrams.Count == sizes.Length, "every datagram echoed");

        Assert.NotEqual(0, a.Local.Port);
        Assert.Equal(v6, !a.Local.IsV4);
        Assert.All(there.Datagrams, datagram => Assert.Equal(a.Local, datagram.Remote));
        Assert.All(here.Datagrams, datagram => Assert.Equal(b.Local, datagram.Remote));
        Assert.Equal(sizes, here.Datagrams.Select(datagram => datagram.Bytes.Length));
        Assert.All(here.Datagrams, datagram => Assert.Equal(Filled(datagram.Bytes.Length), datagram.Bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_a_batch_in_one_turn_arrives_in_order(bool batched)
    {
        var (here, there) = (new Inbox(), new Inbox());
        await _harness.RunAsync(() =>
        {
            var (a, b) = (Open(here, batched: batched), Open(there, batched: batched));
            for (var i = 0; i < 150; i++) Assert.True(a.TrySend(BitConverter.GetBytes(i), b.Local));
        });
        await _harness.UntilAsync(() => there.Datagrams.Count == 150, "150 datagrams");
        Assert.Equal(Enumerable.Range(0, 150), there.Datagrams.Select(datagram => BitConverter.ToInt32(datagram.Bytes)));
    }

    [Fact]
    public async Task A_socket_of_one_family_does_not_send_to_the_other() => await _harness.RunAsync(() =>
    {
        using var v4 = Open(new Inbox());
        using var v6 = Open(new Inbox(), v6: true);
        Assert.False(v4.TrySend("x"u8, v6.Local));
        Assert.False(v6.TrySend("x"u8, v4.Local));
    });

    [Fact]
    public async Task A_port_in_use_is_refused_by_name() => await _harness.RunAsync(() =>
    {
        using var first = Open(new Inbox());
        var refused = Assert.Throws<SocketException>(() =>
            _harness.Network.OpenDatagram(_harness.Loop, first.Local, new Inbox(), new DatagramOptions()));
        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
        Assert.Contains(first.Local.ToString(), refused.Message);
    });

    [Fact]
    public async Task A_shared_port_is_bound_twice_and_each_datagram_arrives_once()
    {
        var (first, second, other) = (new Inbox(), new Inbox(), new Inbox());
        await _harness.RunAsync(() =>
        {
            var a = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), first, new DatagramOptions(SharedPort: true));
            _harness.Network.OpenDatagram(_harness.Loop, a.Local, second, new DatagramOptions(SharedPort: true));
            var sender = Open(other);
            for (var i = 0; i < 20; i++) sender.TrySend("x"u8, a.Local);
        });
        await _harness.UntilAsync(() => first.Datagrams.Count + second.Datagrams.Count == 20, "twenty datagrams");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_throws_costs_its_own_datagram_only(bool batched)
    {
        var there = new Inbox();
        there.Then = (_, bytes, _) =>
        {
            if (bytes[0] == 1) throw new InvalidOperationException("handler");
        };
        await _harness.RunAsync(() =>
        {
            var (a, b) = (Open(new Inbox(), batched: batched), Open(there, batched: batched));
            for (byte i = 0; i < 4; i++) a.TrySend([i], b.Local);
        });
        await _harness.UntilAsync(() => there.Datagrams.Count == 4, "all four");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_socket_closed_by_its_own_handler_hears_nothing_more(bool batched)
    {
        var (closing, after) = (new Inbox(), new Inbox());
        closing.Then = (socket, _, _) => socket.Dispose();
        IDatagramSocket a = null!, c = null!;
        await _harness.RunAsync(() =>
        {
            a = Open(new Inbox(), batched: batched);
            var b = Open(closing, batched: batched);
            c = Open(after, batched: batched);
            for (var i = 0; i < 3; i++) a.TrySend("x"u8, b.Local);
            a.TrySend("y"u8, c.Local);
        });
        await _harness.UntilAsync(() => after.Datagrams.Count == 1 && closing.Datagrams.Count > 0, "the one that stays");
        await _harness.RunAsync(() => a.TrySend("z"u8, c.Local));
        await _harness.UntilAsync(() => after.Datagrams.Count == 2, "the next");
        Assert.Single(closing.Datagrams);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_that_are_ready_at_once_each_hear_what_was_sent_to_them_though_one_handler_throws(bool v6)
    {
        var here = new Inbox();
        var there = Enumerable.Range(0, 150).Select(static _ => new Inbox()).ToArray();
        await _harness.RunAsync(() =>
        {
            var a = Open(here, v6);
            var sockets = there.Select(inbox => Open(inbox, v6)).ToArray();
            foreach (var inbox in there) inbox.Then = static (socket, bytes, remote) => socket.TrySend(bytes, remote);
            there[7].Then = static (_, _, _) => throw new InvalidOperationException("thrown by a handler");
            for (var round = 1; round <= 3; round++)
            {
                for (var i = 0; i < sockets.Length; i++) a.TrySend(Filled((10 * i) + round), sockets[i].Local);
            }
        });
        await _harness.UntilAsync(() => here.Datagrams.Count == 3 * (there.Length - 1) && there.All(static inbox => inbox.Datagrams.Count == 3), "three for each, and the answers");
        for (var i = 0; i < there.Length; i++)
        {
            Assert.Equal([(10 * i) + 1, (10 * i) + 2, (10 * i) + 3], there[i].Datagrams.Select(static datagram => datagram.Bytes.Length));
            Assert.All(there[i].Datagrams, static datagram => Assert.Equal(Filled(datagram.Bytes.Length), datagram.Bytes));
        }
        Assert.Equal(there.Length - 1, here.Datagrams.Select(static datagram => datagram.Remote).Distinct().Count());
        Assert.All(here.Datagrams, static datagram => Assert.Equal(Filled(datagram.Bytes.Length), datagram.Bytes));
    }

    [Fact]
    public async Task What_is_closed_by_another_that_was_ready_with_it_hears_nothing()
    {
        var (after, sockets) = (new Inbox(), new List<IDatagramSocket>());
        var there = Enumerable.Range(0, 20).Select(static _ => new Inbox()).ToArray();
        await _harness.RunAsync(() =>
        {
            var (a, last) = (Open(new Inbox()), Open(after));
            foreach (var inbox in there)
            {
                inbox.Then = (heard, _, _) => sockets.ForEach(socket => { if (socket != heard) socket.Dispose(); });
                sockets.Add(Open(inbox));
            }
            foreach (var socket in sockets) a.TrySend("x"u8, socket.Local);
            a.TrySend("y"u8, last.Local);
        });
        await _harness.UntilAsync(() => after.Datagrams.Count == 1 && there.Any(static inbox => inbox.Datagrams.Count > 0), "the one that stays");
        Assert.Single(there, static inbox => inbox.Datagrams.Count > 0);
    }

    [Fact]
    public async Task Sending_to_nobody_disturbs_nobody()
    {
        var there = new Inbox();
        await _harness.RunAsync(() =>
        {
            var gone = Open(new Inbox());
            var nobody = gone.Local;
            gone.Dispose();
            var (a, b) = (Open(new Inbox()), Open(there));
            for (var i = 0; i < 10; i++) a.TrySend("x"u8, nobody);
            a.TrySend("y"u8, b.Local);
        });
        await _harness.UntilAsync(() => there.Datagrams.Count == 1, "the one that has a reader");
    }

    [Fact]
    public async Task Posted_work_runs_in_order_on_the_loop_and_timers_are_not_early()
    {
        var ran = new List<int>();
        var early = 0L;
        var timer = new LoopTimer(state => ran.Add(3), null);
        var start = 0L;
        await _harness.RunAsync(() =>
        {
            start = _harness.Loop.NowMilliseconds;
            _harness.Loop.Timers.Arm(timer, 25);
            _harness.Loop.Post(_ => ran.Add(_harness.Loop.IsCurrent ? 1 : -1), null);
            _harness.Loop.Post(_ => ran.Add(2), null);
        });
        await _harness.UntilAsync(() =>
        {
            early = _harness.Loop.NowMilliseconds - start;
            return ran.Count == 3;
        }, "the timer");
        Assert.Equal([1, 2, 3], ran);
        Assert.True(early >= 25);
    }

    private static byte[] Filled(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * 7))];
}

public sealed class EpollDatagramTests : DatagramContract
{
    protected override NetworkHarness CreateHarness() => new SystemHarness(portable: false);
}

/// <summary>As on a kernel that has no io_uring, or allows none.</summary>
public sealed class EpollDatagramByDatagramTests : DatagramContract
{
    protected override NetworkHarness CreateHarness() => new SystemHarness(portable: false, rings: false);
}

public sealed class PortableDatagramTests : DatagramContract
{
    protected override NetworkHarness CreateHarness() => new SystemHarness(portable: true);
}

public sealed class VirtualDatagramTests : DatagramContract
{
    protected override NetworkHarness CreateHarness() => new VirtualHarness();
}

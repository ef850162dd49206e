using System.Net;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Linux;
using Telephony.Net.Sockets;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Net;

/// <summary>What the real loop owes beyond the contract: nothing allocated, sleep when idle, counters that say what happened.</summary>
public sealed class EpollLoopTests : IAsyncLifetime
{
    private readonly SystemHarness _harness = new(portable: false);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    /// <summary>Sends every datagram on to the other party, and measures its own thread between two counts.</summary>
    private sealed class Rally(int from, int to) : IDatagramReceiver
    {
        private long _before;

        /// <summary>What a datagram allocates, every window shows; what the runtime does once (a method compiled anew), only one.</summary>
        private const int Window = 10_000;

        private long _least = long.MaxValue;

        public int Count { get; private set; }

        /// <summary>Of the best window; -1 until all are over.</summary>
        public long Allocated => Count >= to ? _least : -1;

        public NetEndpoint Next { get; set; }

        public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
        {
            Count++;
            if (Count >= from && Count <= to && (Count - from) % Window == 0) Close(GC.GetAllocatedBytesForCurrentThread());
            if (Count < to + 100) socket.TrySend(datagram, Next);
        }

        private void Close(long allocated)
        {
            if (Count > from) _least = Math.Min(_least, allocated - _before);
            _before = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_hundred_thousand_datagrams_allocate_nothing_on_the_loop(bool batched, bool v6)
    {
        Assert.Equal("epoll", _harness.Running.Kind);
        var (here, there) = (new Rally(2_000, 52_000), new Rally(2_000, 52_000));
        await _harness.RunAsync(() =>
        {
            var options = new DatagramOptions(Dscp: 46, Batched: batched, ReceiveBufferBytes: 1 << 20);
            var a = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6), here, options);
            var b = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6), there, options);
            (here.Next, there.Next) = (b.Local, a.Local);
            for (var i = 0; i < 40; i++) a.TrySend(new byte[172], b.Local);
        });
        await _harness.UntilAsync(() => here.Allocated >= 0 && there.Allocated >= 0, "100 000 datagrams");
        Assert.Equal(0, here.Allocated);
        Assert.Equal(0, there.Allocated);
        Assert.True(_harness.Running.Statistics.DatagramsIn >= 100_000);
        Assert.True(_harness.Running.Statistics.DatagramsOut >= 100_000);
    }

    [Fact]
    public async Task Counters_say_what_was_refused_and_what_threw()
    {
        var nobody = new NetEndpoint(UInt128.One, 9);
        await _harness.RunAsync(() =>
        {
            var socket = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), new Rally(0, 0), new DatagramOptions());
            Assert.False(socket.TrySend("x"u8, nobody));
            Assert.False(socket.TrySend(new byte[70_000], socket.Local));
            _harness.Loop.Post(static _ => throw new InvalidOperationException("posted"), null);
        });
        await _harness.UntilAsync(() => _harness.Running.Statistics is { HandlerFailures: 1 } seen && seen.MaxTurn > TimeSpan.Zero, "the failure to be counted, and the turn");
        var statistics = _harness.Running.Statistics;
        Assert.Equal(2, statistics.SendFailures);
        Assert.True(statistics.WakeUps > 0);
    }

    [Fact]
    public async Task What_the_kernel_refuses_is_counted_and_the_rest_of_the_turn_is_sent()
    {
        var heard = new Rally(0, 0);
        await _harness.RunAsync(() =>
        {
            var a = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), new Rally(0, 0), new DatagramOptions());
            var b = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), heard, new DatagramOptions());
            heard.Next = new NetEndpoint(UInt128.One, 9);
            a.TrySend("1"u8, b.Local);
            a.TrySend("2"u8, NetEndpoint.FromV4(0x01010101, 9));   // not from a socket bound to loopback
            a.TrySend("3"u8, b.Local);
        });
        await _harness.UntilAsync(() => heard.Count == 2, "two arrive");
        Assert.Equal((2, 3), (_harness.Running.Statistics.DatagramsOut, _harness.Running.Statistics.SendFailures));   // and what b sends back is of the wrong family
    }

    /// <summary>Some sockets that are ready in one turn are read together; given up, each is read by itself, and nothing is lost on the way.</summary>
    [Fact]
    public async Task A_ring_is_opened_when_it_is_needed_and_can_be_given_up()
    {
        var loop = (EpollLoop)_harness.Loop;
        var heard = Enumerable.Range(0, 4).Select(static _ => new Rally(0, 0)).ToArray();
        IDatagramSocket from = null!;
        IDatagramSocket[] to = [];
        void SendToAll()
        {
            foreach (var socket in to) from.TrySend("x"u8, socket.Local);
        }

        await _harness.RunAsync(() =>
        {
            from = _harness.Network.OpenDatagram(loop, _harness.Loopback(v6: false), new Rally(0, 0), new DatagramOptions());
            to = [.. heard.Select(rally => _harness.Network.OpenDatagram(loop, _harness.Loopback(v6: false), rally, new DatagramOptions()))];
            foreach (var rally in heard) rally.Next = from.Local;
            SendToAll();
        });
        await _harness.UntilAsync(() => heard.All(static rally => rally.Count == 1), "the first");
        await _harness.RunAsync(() =>
        {
            using var other = SubmissionRing.TryOpen(out _);
            Assert.Equal(other is null, loop.Ring is null);
            SendToAll();
            loop.GiveUpRing();
        });
        await _harness.UntilAsync(() => heard.All(static rally => rally.Count == 2), "the second");
        await _harness.RunAsync(() =>
        {
            Assert.Null(loop.Ring);
            SendToAll();
        });
        await _harness.UntilAsync(() => heard.All(static rally => rally.Count == 3), "the third");
    }

    private sealed class Refused : IDatagramReceiver
    {
        public int Count { get; private set; }

        public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
        {
        }

        public void OnSendFailed(IDatagramSocket socket, in NetEndpoint remote, string error) => Count++;
    }

    [Fact]
    public async Task A_batched_socket_reports_what_the_kernel_refuses_and_sends_the_rest()
    {
        var (refused, heard) = (new Refused(), new Rally(0, 0));
        await _harness.RunAsync(() =>
        {
            var a = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), refused, new DatagramOptions(Batched: true));
            var b = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), heard, new DatagramOptions());
            heard.Next = a.Local;
            Assert.True(a.TrySend("1"u8, b.Local));
            Assert.True(a.TrySend("2"u8, NetEndpoint.FromV4(0x01010101, 9)));   // not from a socket bound to loopback
            Assert.True(a.TrySend("3"u8, b.Local));
        });
        await _harness.UntilAsync(() => heard.Count == 2 && refused.Count == 1, "two arrive, one is reported");
    }

    /// <summary>Answers each datagram twice, as an INVITE is answered by a 100 and goes on, and notes how many answers had left before.</summary>
    private sealed class Burst(Socket peer) : IDatagramReceiver
    {
        private readonly byte[] _answer = new byte[16];

        public List<int> Left { get; } = [];

        public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
        {
            var left = Left.Count == 0 ? 0 : Left[^1];
            while (peer.Poll(0, SelectMode.SelectRead))
            {
                peer.Receive(_answer);
                left++;
            }
            Left.Add(left);
            socket.TrySend("100"u8, remote);
            socket.TrySend("INVITE"u8, remote);
        }
    }

    [Fact]
    public async Task The_first_of_a_burst_does_not_wait_for_the_last()
    {
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var burst = new Burst(peer);
        await _harness.RunAsync(() =>
        {
            // Sent while the loop is busy here: it reads all of them in one turn.
            var socket = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), burst, new DatagramOptions(Batched: true));
            for (var i = 0; i < 6; i++) peer.SendTo("INVITE"u8, new IPEndPoint(IPAddress.Loopback, socket.Local.Port));
        });
        await _harness.UntilAsync(() => burst.Left.Count == 6, "the burst");
        Assert.Equal([0, 2, 4, 6, 8, 10], burst.Left);
    }

    [Fact]
    public async Task Work_posted_by_many_threads_all_runs_in_each_threads_order()
    {
        var last = new int[4];
        var ran = 0;
        var posters = Enumerable.Range(0, 4).Select(poster => Task.Run(() =>
        {
            for (var i = 1; i <= 20_000; i++)
            {
                var number = i;
                _harness.Loop.Post(_ =>
                {
                    if (last[poster] == number - 1) last[poster] = number;
                    ran++;
                }, null);
            }
        }));
        await Task.WhenAll(posters);
        await _harness.UntilAsync(() => ran == 80_000, "all posts");
        Assert.All(last, number => Assert.Equal(20_000, number));
    }

    [Fact]
    public async Task A_stopped_loop_takes_no_work_and_frees_its_ports()
    {
        IDatagramSocket socket = null!;
        await _harness.RunAsync(() => socket = _harness.Network.OpenDatagram(_harness.Loop, _harness.Loopback(v6: false), new Rally(0, 0), new DatagramOptions()));
        await _harness.Running.DisposeAsync();
        Assert.False(_harness.Loop.Post(static _ => { }, null));

        await using var other = new SystemHarness(portable: false);
        await other.RunAsync(() => other.Network.OpenDatagram(other.Loop, socket.Local, new Rally(0, 0), new DatagramOptions()));
    }
}

using Microsoft.Extensions.Time.Testing;
using Telephony.Net.Sockets;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.Unit.Rtp.Media;
using Xunit;

namespace Telephony.Unit.Rtp.Ports;

public sealed class PortAllocatorTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly PortAllocator _ports;

    public PortAllocatorTests() => _ports = new PortAllocator(new PortRange(20000, 20007), _clock, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));

    [Fact]
    public void Pairs_start_even_and_the_oldest_free_comes_first_after_its_rest()
    {
        Assert.Equal([20000, 20002, 20004, 20006], TakePairs(4));
        Assert.False(_ports.TryTakePair(out _));
        _ports.ReturnPair(20004);
        _ports.ReturnPair(20000);
        Assert.False(_ports.TryTakePair(out _));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([20004, 20000], TakePairs(2));
        Assert.Equal(4, _ports.PairsTaken);
    }

    [Fact]
    public void Single_ports_use_up_both_halves_of_a_pair_and_join_again()
    {
        var singles = TakeSingles(3);
        Assert.Equal([20000, 20001, 20002], singles);
        Assert.Equal([20004, 20006], TakePairs(2));
        Assert.False(_ports.TryTakePair(out _));
        singles.ForEach(port => _ports.ReturnSingle((ushort)port));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([20000, 20002], TakePairs(2));
        Assert.False(_ports.TryTakeSingle(out _));
    }

    [Fact]
    public void A_parked_pair_is_left_alone_for_a_minute()
    {
        Assert.Equal([20000], TakePairs(1));
        _ports.ParkPair(20000);
        Assert.Equal([20002, 20004, 20006], TakePairs(3));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(_ports.TryTakePair(out _));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([20000], TakePairs(1));
    }

    [Fact]
    public void Nothing_is_handed_out_twice_however_pairs_and_singles_are_mixed()
    {
        var random = new Random(11);
        var (taken, pairs, singles) = (new HashSet<int>(), new List<ushort>(), new List<ushort>());
        for (var step = 0; step < 20_000; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.Next(3)));
            switch (random.Next(4))
            {
                case 0 when _ports.TryTakePair(out var even):
                    Assert.True(even % 2 == 0 && taken.Add(even) && taken.Add(even + 1));
                    pairs.Add(even);
                    break;
                case 1 when _ports.TryTakeSingle(out var port):
                    Assert.True(taken.Add(port));
                    singles.Add(port);
                    break;
                case 2 when pairs.Count > 0:
                    taken.Remove(pairs[0]);
                    taken.Remove(pairs[0] + 1);
                    _ports.ReturnPair(pairs[0]);
                    pairs.RemoveAt(0);
                    break;
                case 3 when singles.Count > 0:
                    taken.Remove(singles[0]);
                    _ports.ReturnSingle(singles[0]);
                    singles.RemoveAt(0);
                    break;
            }
        }
        pairs.ForEach(_ports.ReturnPair);
        singles.ForEach(_ports.ReturnSingle);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, _ports.PairsTaken);
        Assert.Equal(4, TakePairs(4).Count);
    }

    [Fact]
    public void A_port_of_another_program_is_skipped()
    {
        var room = new MediaRoom();
        var taken = MediaRoom.Endpoint("127.0.0.1", 16385);
        room.Network.OpenDatagram(room.CallLoop, taken, new MediaPort(null!, 0, 0, true), new DatagramOptions());
        Assert.Equal(16386, room.AddLeg().LocalRtp.Port);
        Assert.Equal(16387, room.AddLeg(mux: true).LocalRtp.Port - 1);
    }

    [Fact]
    public void Without_free_ports_a_leg_is_refused()
    {
        var room = new MediaRoom(new MediaOptions { Ports = new PortRange(30000, 30001), WarmPorts = 0 });
        var leg = room.AddLeg();
        Assert.False(room.Session.TryAddLeg(default, out var second));
        Assert.Null(second);
        leg.Close();
        room.Wait(2000);
        Assert.Equal(30000, room.AddLeg().LocalRtp.Port);
    }

    [Fact]
    public void A_warm_port_rests_before_it_is_used_again_and_takes_nothing_meanwhile()
    {
        var room = new MediaRoom(new MediaOptions { Ports = new PortRange(30000, 30007), WarmPorts = 1 });
        var peer = room.AddPeer(room.AddLeg());
        peer.Leg.Apply(peer.Plan());
        peer.Leg.Close();
        peer.Send();
        Assert.Equal(1, room.Refused(RefusalCause.IdlePort));
        Assert.Equal(30002, room.AddLeg().LocalRtp.Port);
        room.Wait(2000);
        Assert.Equal(30000, room.AddLeg().LocalRtp.Port);
    }

    [Theory]
    [InlineData("16384-32767", true)]
    [InlineData(" 20000 - 20001 ", true)]
    [InlineData("20001-20010", false)]
    [InlineData("20000-20010", false)]
    [InlineData("80-1025", false)]
    [InlineData("20000", false)]
    [InlineData("20000-99999", false)]
    public void Ranges_are_read_whole_pairs_only(string text, bool valid) => Assert.Equal(valid, PortRange.TryParse(text, out _));

    [Fact]
    public void Options_say_every_mistake_and_what_to_set()
    {
        var mistakes = new MediaOptions { Dscp = 64, Addresses = [] }.Validate(openFileLimit: 1024);
        Assert.Equal(3, mistakes.Count);
        Assert.Contains("ulimit -n 17408", mistakes[2], StringComparison.Ordinal);
        Assert.Empty(new MediaOptions().Validate(openFileLimit: 65536));
        Assert.NotNull(OpenFileLimit.Read());
    }

    private List<int> TakePairs(int count) => Take(count, () => (_ports.TryTakePair(out var port), port));

    private List<int> TakeSingles(int count) => Take(count, () => (_ports.TryTakeSingle(out var port), port));

    private static List<int> Take(int count, Func<(bool, ushort)> take) =>
        [.. Enumerable.Range(0, count).Select(_ => { var (taken, port) = take(); Assert.True(taken); return (int)port; })];
}

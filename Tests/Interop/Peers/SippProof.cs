using Telephony.Peers.Agents;
using Telephony.Peers.Captures;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Peers;

/// <summary>Each scenario pair against each other, with nothing between: so that a red ladder means the gateway.</summary>
public sealed class SippProof : IDisposable
{
    private readonly WorkFolder _work = new();

    [Theory]
    [InlineData("uac", "uas", 500)]
    [InlineData("uac", "uas-early", 500)]
    [InlineData("uac-late", "uas", 500)]
    [InlineData("uac-waits", "uas-hangs-up", 300)]
    [InlineData("uac-404", "uas-404", 0)]
    [InlineData("uac-486", "uas-486", 0)]
    [InlineData("uac-503", "uas-503", 0)]
    [InlineData("uac-603", "uas-603", 0)]
    [InlineData("uac-cancel", "uas-rings", 200)]
    [InlineData("uac-hold", "uas", 200)]
    [InlineData("uac-update", "uas", 200)]
    [InlineData("uac-codec", "uas", 300)]
    [InlineData("uac-digest", "uas-digest", 200)]
    [InlineData("uac-load", "uas-load", 50)]
    public Task A_caller_and_a_callee_agree(string caller, string callee, int pauseMilliseconds) =>
        CallAsync(new SippRun(caller), new SippRun(callee), pauseMilliseconds);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task They_agree_over_TCP_and_IPv6(bool tcp, bool v6) =>
        CallAsync(new SippRun("uac") { Tcp = tcp, V6 = v6 }, new SippRun("uas") { Tcp = tcp, V6 = v6 }, 300);

    [Fact]
    public async Task Media_flows_both_ways_each_with_its_tone()
    {
        await using var capture = await Capture.StartAsync(_work, "udp");
        await CallAsync(new SippRun("uac") { ToneHertz = 1000 }, new SippRun("uas") { ToneHertz = 700 }, 1000);
        var traffic = await capture.StopAsync();
        Assert.Contains(traffic.Streams, static stream => Carries(stream, 1000));
        Assert.Contains(traffic.Streams, static stream => Carries(stream, 700));
    }

    [Fact]
    public async Task A_wrong_ending_fails_with_an_account()
    {
        await using var callee = await Sipp.StartAsync(_work, new SippRun("uas-486") { Calls = 0 });
        await using var caller = await Sipp.StartAsync(_work, new SippRun("uac") { Remote = callee.Address });
        var failure = await Assert.ThrowsAsync<SippFailedException>(caller.SucceedsAsync);
        Assert.Contains("486", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_port_fails_and_ends()
    {
        await using var caller = await Sipp.StartAsync(_work, new SippRun("uac") { Remote = $"127.0.0.1:{Ports.Take()}", Limit = TimeSpan.FromSeconds(3) });
        Assert.NotEqual(0, await caller.EndsAsync());
    }

    public void Dispose() => _work.Dispose();

    private async Task CallAsync(SippRun near, SippRun far, int pauseMilliseconds)
    {
        var keys = new Dictionary<string, string> { ["username"] = "alice", ["password"] = "secret" };
        await using var callee = await Sipp.StartAsync(_work, far with { Keys = keys, Pause = TimeSpan.FromMilliseconds(far.Scenario == "uas" ? 0 : pauseMilliseconds) });
        await using var caller = await Sipp.StartAsync(
            _work, near with { Remote = callee.Address, User = "alice", Password = "secret", Pause = TimeSpan.FromMilliseconds(pauseMilliseconds) });
        await caller.SucceedsAsync();
        await callee.SucceedsAsync();
    }

    private static bool Carries(CapturedStream stream, int hertz)
    {
        try
        {
            stream.Carries(hertz, TimeSpan.FromMilliseconds(800));
            return true;
        }
        catch (Telephony.Peers.Sounds.NotHeardException)
        {
            return false;
        }
    }
}

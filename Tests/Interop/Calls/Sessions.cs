using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>100rel, early UPDATE and session timers against SIPp (DR-18, DR-36).</summary>
public sealed class Sessions
{
    [Fact]
    public async Task Reliable_responses_and_early_updates_cross_from_SIPp_to_SIPp()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-prack"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac-prack") { Pause = TimeSpan.FromMilliseconds(500) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData("uas-timer-update")]
    [InlineData("uas-timer-reinvite")]
    public async Task A_session_with_a_short_timer_is_refreshed(string callee)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun(callee));
        var gateway = await field.GatewayAsync(Short(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(5000) }, far);   // refreshed after 2 s and 4 s
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_session_that_nobody_refreshes_ends_with_the_reason()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-timer-dead"));
        var gateway = await field.GatewayAsync(Short(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac-waits"), far);
        await Field.EndsCleanAsync(gateway);
    }

    /// <summary>The far trunk may have session timers as short as a test.</summary>
    private static GatewaySetup Short(int nearPort, string far) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}").At($"127.0.0.1:{nearPort}"))
        .Trunk("far.example", trunk => trunk.At(far).With("sessionTimer.minSe", 2))
        .Route(@"^\+", "far.example");
}

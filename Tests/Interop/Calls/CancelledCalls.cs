using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>The caller gives up, in time and too late.</summary>
public sealed class CancelledCalls
{
    [Theory]
    [InlineData("uas-rings")]
    [InlineData("uas-race")]      // its 200 crosses our CANCEL: it gets ACK and BYE, the caller his 487
    public async Task A_cancelled_call_leaves_nothing(string callee)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun(callee));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac-cancel") { Pause = TimeSpan.FromMilliseconds(300) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Forty_cancels_at_all_distances_from_the_answer_leave_nothing()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-rings") { Calls = 40 });
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac-cancel") { Calls = 40, CallsPerSecond = 40, Pause = TimeSpan.FromMilliseconds(20) }, far);
        await Field.EndsCleanAsync(gateway);
    }
}

using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>What happens to a call while it runs: hold in every style, resume, a new codec, and who hears what before and after.</summary>
public sealed class HoldAndChange
{
    private const string CalledNumber = "+14255550100";      // baresip refuses calls to a user that it is not

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1000);

    [Theory]
    [InlineData("uac-hold")]
    [InlineData("uac-update")]
    public async Task SIPp_holds_and_resumes(string caller)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await field.CallAsync(gateway, nearPort, new SippRun(caller) { Pause = TimeSpan.FromMilliseconds(300) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Phones_hear_each_other_before_and_after_a_hold_by_either(bool callerHolds)
    {
        await using var field = new Field();
        var callee = await field.BaresipAsync(new BaresipPhone { User = CalledNumber, ToneHertz = 700 });
        var caller = await field.BaresipAsync(new BaresipPhone { User = "caller", ToneHertz = 1000 });
        var gateway = await field.GatewayAsync(Field.Between(caller.Port, callee.Address));
        var capture = await field.CaptureAsync();
        await caller.Control.DialAsync($"sip:{CalledNumber}@{gateway.Address}");
        await callee.Control.EstablishedAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        var holder = callerHolds ? caller : callee;
        await holder.Control.HoldAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await holder.Control.ResumeAsync();
        await Task.Delay(s_step, TestContext.Current.CancellationToken);
        await caller.Control.HangUpAsync();
        await callee.Control.ClosedAsync();
        var traffic = await capture.StopAsync();
        caller.WasSent(traffic, 700, s_step * 1.7);
        callee.WasSent(traffic, 1000, s_step * 1.7);
        await Field.EndsCleanAsync(gateway);
    }
}

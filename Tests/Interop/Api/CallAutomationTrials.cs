using Telephony.Interop.Calls;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official call automation SDK as an application around which everything goes wrong, and as one that listens to people and machines. Both at the same time, at one gateway.</summary>
[Trait("Machine", "quiet")]
public sealed class CallAutomationTrials(AutomationOffice office) : IClassFixture<AutomationOffice>
{
    [Fact]
    public async Task What_goes_wrong_has_its_event_and_leaves_nothing()
    {
        var before = await office.FaultsAndAllAsync();
        await Holdings.ComeBackAsync(office.Gateway, office.Temporary, before);
        await Field.EndsCleanAsync(office.Gateway);
    }

    [Fact]
    public async Task People_are_understood_and_machines_are_told_from_them()
    {
        await office.Voices;
        await office.Machine.QuitAsync();
        Assert.Contains(office.Machine.Recordings, static sound => ToneCheck.Of(sound, 1500) is { Heard.TotalSeconds: >= 0.9 });   // the message behind the beep
    }
}

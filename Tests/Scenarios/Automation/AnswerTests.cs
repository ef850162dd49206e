using System.Text.Json;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Who answered a call: an operation of the gateway's own.</summary>
public class AnswerTests : AutomationScenario
{
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void A_person_says_a_word_and_waits()
    {
        var (_, voice) = Asks();
        voice.Speaks(0.8);
        var told = Told("AnswerDetected");
        Assert.Equal(("human", "who", "4:" + Theirs), (Text(told, "answer"), Text(told, "operationContext"), told.GetProperty("participant").GetProperty("rawId").GetString()));
        Assert.InRange(told.GetProperty("firstUtteranceMs").GetInt32(), 500, 1300);
        Ends();
    }

    [Fact]
    public void A_machine_talks_and_beeps()
    {
        var (call, voice) = Asks();
        Assert.Equal((409, "DetectionInProgress"), (IsRefused(Desk.DetectAnswerAsync(Us, call.Id, "", OperationTerms.None)) is var twice ? twice.Status : 0, twice.Code));
        voice.Speaks(4);
        Assert.Equal("machine", Text(Told("AnswerDetected"), "answer"));
        Voice.Talk(Ladder, 25, (voice, 1000));
        Ladder.Wait(1);
        Assert.True(Told("MachineReady").GetProperty("hasBeeped").GetBoolean());
        Does(Desk.DetectAnswerAsync(Us, call.Id, "", OperationTerms.None));   // it is over, and may be asked again
        HangsUp(Alpha);
        Assert.Equal("unknown", Text(Told("AnswerDetected"), "answer"));
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void Nobody_says_anything()
    {
        Asks();
        Ladder.Wait(6);
        Assert.Equal("silence", Text(Told("AnswerDetected"), "answer"));
        Ends();
    }

    [Fact]
    public void A_phone_that_hangs_up_before_it_was_clear_has_an_answer_too()
    {
        Asks();
        Ladder.Wait(1);
        HangsUp(Alpha);
        var told = Told("AnswerDetected");
        Assert.Equal(("unknown", (400, 8508)), (Text(told, "answer"), ResultOf(told)));
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    private (ConnectionView Call, Voice Voice) Asks()
    {
        var call = Calls(Alpha);
        Does(Desk.DetectAnswerAsync(Us, call.Id, "4:" + Theirs, new OperationTerms("who")));
        return (call, new Voice(Ladder, Alpha, "PCMU"));
    }

    private JsonElement Told(string type)
    {
        Ladder.Clock.RunUntilIdle();
        var callback = App.Next(() => Ladder.Clock.RunUntilIdle());
        Assert.Equal("Telephony." + type, callback.Type);
        return JsonDocument.Parse(callback.Data).RootElement;
    }

    private void Ends()
    {
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    private static string Text(JsonElement data, string name) => data.GetProperty(name).GetString() ?? "";
}

using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>Several phones in one call.</summary>
public class ConferenceTests : AutomationScenario
{
    private const string Second = "+14255550133";
    private const string Third = "+14255550143";
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void Three_phones_hear_each_other_and_not_themselves()
    {
        var call = Three();
        var (a, b, c) = Voices();
        Voice.Talk(Ladder, 100, (a, 440), (b, 700), (c, 1000));
        foreach (var (phone, own, others) in new[] { (a, 440, (700, 1000)), (b, 700, (440, 1000)), (c, 1000, (440, 700)) })
        {
            Assert.InRange(phone.ShareOf(own), 0, 0.02);
            Assert.InRange(phone.ShareOf(others.Item1), 0.4, 0.6);
            Assert.InRange(phone.ShareOf(others.Item2), 0.4, 0.6);
        }
        EndAll(call, Alpha, Beta, Gamma);
    }

    [Fact]
    public void A_muted_phone_hears_and_is_not_heard()
    {
        var call = Three();
        Does(Desk.MuteAsync(Us, call.Id, ["4:" + Second], muted: true));
        Assert.Contains(IsTold("ParticipantsUpdated").GetProperty("participants").EnumerateArray(), static party => party.GetProperty("isMuted").GetBoolean());
        var (a, b, c) = Voices();
        Voice.Talk(Ladder, 100, (a, 440), (b, 700), (c, 1000));
        Assert.InRange(a.ShareOf(1000), 0.95, 1.01);
        Assert.InRange(b.ShareOf(440), 0.4, 0.6);
        Does(Desk.MuteAsync(Us, call.Id, ["4:" + Second], muted: false));
        IsTold("ParticipantsUpdated");
        (a, b, c) = Voices();
        Voice.Talk(Ladder, 100, (a, 440), (b, 700), (c, 1000));
        Assert.InRange(a.ShareOf(700), 0.4, 0.6);
        EndAll(call, Alpha, Beta, Gamma);
    }

    [Fact]
    public void A_held_phone_hears_music_and_nobody_hears_it()
    {
        var call = Three();
        Does(Desk.HoldAsync(Us, call.Id, "4:" + Second, ScriptedPrompts.Tone(1500, 1), OperationTerms.None));
        IsTold("ParticipantsUpdated");
        Assert.True(Does(Desk.GetParticipantAsync(Us, call.Id, "4:" + Second)).IsOnHold);
        var (a, b, c) = Voices();
        Voice.Talk(Ladder, 100, (a, 440), (b, 700), (c, 1000));
        Assert.InRange(b.ShareOf(1500), 0.95, 1.01);
        Assert.InRange(a.ShareOf(1000), 0.95, 1.01);
        Does(Desk.UnholdAsync(Us, call.Id, "4:" + Second));
        IsTold("ParticipantsUpdated");
        EndAll(call, Alpha, Beta, Gamma);
    }

    [Fact]
    public void The_application_is_told_when_a_phone_holds_the_call_and_when_it_comes_back()
    {
        var call = Three();
        foreach (var (direction, held) in new[] { ("sendonly", true), ("sendrecv", false), ("inactive", true), ("sendrecv", false) })
        {
            Beta.Sends("INVITE", Beta.SdpWith(direction));
            Beta.Acks(Beta.Receives("200 INVITE"));
            Assert.Equal([(Second, held)], Changed(IsTold("ParticipantsUpdated")));
            Assert.Equal(held, Does(Desk.GetParticipantAsync(Us, call.Id, "4:" + Second)).IsOnHold);
        }
        // What the application does and what the phone does are two things: the one does not end the other.
        Beta.Sends("INVITE", Beta.SdpWith("sendonly"));
        Beta.Acks(Beta.Receives("200 INVITE"));
        IsTold("ParticipantsUpdated");
        Does(Desk.UnholdAsync(Us, call.Id, "4:" + Second));
        Assert.True(Does(Desk.GetParticipantAsync(Us, call.Id, "4:" + Second)).IsOnHold);
        EndAll(call, Alpha, Beta, Gamma);

        static IEnumerable<(string, bool)> Changed(System.Text.Json.JsonElement told) => told.GetProperty("participants").EnumerateArray()
            .Select(static party => (party.GetProperty("identifier").GetProperty("phoneNumber").GetProperty("value").GetString()!, party.GetProperty("isOnHold").GetBoolean()))
            .Where(static party => party.Item1 == Second);
    }

    [Fact]
    public void A_prompt_is_for_one_or_for_all()
    {
        var call = Three();
        var (a, b, _) = Voices();
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1500, 1)], ["4:" + Second]), OperationTerms.None));
        IsTold("PlayStarted");
        Ladder.Wait(0.5);
        Assert.Equal((false, true), (a.HearsNow(1500), b.HearsNow(1500)));
        Ladder.Wait(1);
        IsTold("PlayCompleted");
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1500, 1)], []), OperationTerms.None));
        IsTold("PlayStarted");
        Ladder.Wait(0.5);
        Assert.Equal((true, true), (a.HearsNow(1500), b.HearsNow(1500)));
        Ladder.Wait(1);
        IsTold("PlayCompleted");
        EndAll(call, Alpha, Beta, Gamma);
    }

    [Fact]
    public void A_phone_is_removed_and_the_others_go_on()
    {
        var call = Three();
        Does(Desk.RemoveParticipantAsync(Us, call.Id, "4:" + Third, new OperationTerms("out")));
        IsHungUp(Gamma);
        Assert.Equal("out", IsTold("RemoveParticipantSucceeded").GetProperty("operationContext").GetString());
        Assert.Equal(2, IsTold("ParticipantsUpdated").GetProperty("participants").GetArrayLength());
        Assert.Equal(404, IsRefused(Desk.RemoveParticipantAsync(Us, call.Id, "4:" + Third, OperationTerms.None)).Status);
        EndAll(call, Alpha, Beta);
    }

    [Fact]
    public void An_invitation_is_refused_times_out_or_is_taken_back()
    {
        var call = Calls(Alpha);
        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, ""), new OperationTerms("a")));
        Beta.Answers(Beta.Receives("INVITE"), 486);
        Beta.Receives("ACK");
        var failed = IsTold("AddParticipantFailed");
        Assert.Equal((486, "4:" + Second), (ResultOf(failed).Code, failed.GetProperty("participant").GetProperty("rawId").GetString()));

        Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Second, "") { Patience = TimeSpan.FromSeconds(5) }, OperationTerms.None));
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        Beta.Answers(Beta.Receives("CANCEL", within: 6), 200);
        Beta.Answers(invite, 487);
        Beta.Receives("ACK");
        Assert.Equal(480, ResultOf(IsTold("AddParticipantFailed")).Code);

        var invitation = Does(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Third, ""), OperationTerms.None));
        invite = Gamma.Receives("INVITE");
        Gamma.Answers(invite, 180);
        Assert.Equal(409, IsRefused(Desk.AddParticipantAsync(Us, call.Id, new AddOrder(Third, ""), OperationTerms.None)).Status);
        Does(Desk.CancelAddParticipantAsync(Us, call.Id, invitation.Id, OperationTerms.None));
        Gamma.Answers(Gamma.Receives("CANCEL"), 200);
        Gamma.Answers(invite, 487);
        Gamma.Receives("ACK");
        Assert.Equal(invitation.Id, IsTold("CancelAddParticipantSucceeded").GetProperty("invitationId").GetString());
        Does(Desk.CancelAddParticipantAsync(Us, call.Id, invitation.Id, OperationTerms.None));
        IsTold("CancelAddParticipantFailed");
        EndAll(call, Alpha);
    }

    [Fact]
    public void A_phone_moves_from_one_call_to_another()
    {
        var first = Calls(Alpha);
        var second = Calls(Beta, Second);
        Does(Desk.MoveAsync(Us, second.Id, first.Id, ["4:" + Theirs], new OperationTerms("m")));
        var told = new[] { IsToldAny(), IsToldAny(), IsToldAny() };
        Assert.Contains("Microsoft.Communication.MoveParticipantSucceeded", told);
        Assert.Contains("Microsoft.Communication.CallDisconnected", told);
        var (a, b) = (new Voice(Ladder, Alpha, "PCMU"), new Voice(Ladder, Beta, "PCMU"));
        Voice.Talk(Ladder, 100, (a, 440), (b, 700));
        Assert.InRange(a.ShareOf(700), 0.95, 1.01);
        Assert.InRange(b.ShareOf(440), 0.95, 1.01);
        EndAll(second, Alpha, Beta);
    }

    [Fact]
    public void The_application_leaves_and_the_phones_talk_on()
    {
        var call = Calls(Alpha);
        Adds(call, Beta, Second);
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: false));
        IsTold("CallDisconnected");
        var (a, b) = (new Voice(Ladder, Alpha, "PCMU"), new Voice(Ladder, Beta, "PCMU"));
        Voice.Talk(Ladder, 100, (a, 440), (b, 700));
        Assert.InRange(a.ShareOf(700), 0.95, 1.01);
        HangsUp(Alpha);
        HangsUp(Beta);
        AssertDeskIsEmpty();
    }

    private ConnectionView Three()
    {
        var call = Calls(Alpha);
        Adds(call, Beta, Second);
        Adds(call, Gamma, Third);
        return call;
    }

    private (Voice A, Voice B, Voice C) Voices() => (new Voice(Ladder, Alpha, "PCMU"), new Voice(Ladder, Beta, "PCMU"), new Voice(Ladder, Gamma, "PCMU"));

    private void EndAll(ConnectionView call, params Party[] phones)
    {
        Does(Desk.HangUpAsync(Us, call.Id, forEveryone: true));
        foreach (var phone in phones) IsHungUp(phone);
        Ladder.Clock.RunUntilIdle();
        while (IsToldAny() is var type && type != "Microsoft.Communication.CallDisconnected") Assert.Equal("Microsoft.Communication.ParticipantsUpdated", type);
        AssertDeskIsEmpty();
    }
}

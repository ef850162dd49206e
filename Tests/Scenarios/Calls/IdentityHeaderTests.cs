using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Section 9 of direct routing: what a trunk is told of the caller and of who forwarded the call, by its settings.</summary>
public class IdentityHeaderTests : Scenario
{
    [Theory]
    [InlineData(AssertedIdentity.Pass, true, true, "+12065550100")]
    [InlineData(AssertedIdentity.Pass, false, true, null)]
    [InlineData(AssertedIdentity.From, false, true, "+12065550100")]
    [InlineData(AssertedIdentity.Billed, false, true, "+12065550000")]
    [InlineData(AssertedIdentity.Billed, true, false, null)]
    [InlineData(AssertedIdentity.From, true, false, null)]
    [InlineData(AssertedIdentity.None, true, true, null)]
    public void Only_a_trusted_trunk_is_told_an_asserted_identity(AssertedIdentity pai, bool near, bool far, string? told)
    {
        var invite = Dialled(near, new TrunkIdentity(far) { Pai = pai, BilledNumber = "+12065550000" });
        if (told is null) Assert.False(invite.Has("P-Asserted-Identity"));
        else Assert.Equal($"<sip:{told}@gw.example>", invite["P-Asserted-Identity"]);
    }

    [Theory]
    [InlineData(PrivacyWord.Pass, "user;critical", "user;critical")]
    [InlineData(PrivacyWord.Id, "user", "id")]
    [InlineData(PrivacyWord.Header, "id", "header")]
    [InlineData(PrivacyWord.None, "id", null)]
    public void The_wish_for_privacy_is_worded_as_the_trunk_wants_it(PrivacyWord word, string came, string? told)
    {
        var invite = Dialled(false, new TrunkIdentity(false) { Privacy = word }, $"Privacy: {came}\n");
        Assert.StartsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>", invite["From"]);
        if (told is null) Assert.False(invite.Has("Privacy"));
        else Assert.Equal(told, invite["Privacy"]);
    }

    [Fact]
    public void An_identity_asserted_about_an_anonymous_caller_goes_with_Privacy_id()
    {
        var invite = Dialled(true, new TrunkIdentity(true) { Privacy = PrivacyWord.None }, "P-Asserted-Identity: <sip:+12065550100@x>\n", "<sip:anonymous@anonymous.invalid>");
        Assert.Equal(("<sip:+12065550100@gw.example>", "id"), (invite["P-Asserted-Identity"], invite["Privacy"]));
    }

    [Fact]
    public void Diversion_becomes_History_Info_where_the_trunk_wants_that()
    {
        var invite = Dialled(false, new TrunkIdentity(false) { HistoryInfo = ForwardingHeader.Always, Diversion = ForwardingHeader.None }, "Diversion: <sip:+1202@in.example>;reason=no-answer, <sip:+1201@in.example>;reason=unconditional\n");
        Assert.False(invite.Has("Diversion"));
        Assert.Equal(
            [
                "<sip:+1201@gw.example;user=phone?Reason=SIP%3Bcause%3D302>;index=1",
                "<sip:+1202@gw.example;user=phone?Reason=SIP%3Bcause%3D408>;index=1.1",
                "<sip:+14255550123@gw.example;user=phone;cause=408>;index=1.1.1",
            ],
            invite.All("History-Info"));
    }

    [Fact]
    public void History_Info_becomes_Diversion_where_the_trunk_wants_that()
    {
        var invite = Dialled(false, new TrunkIdentity(false) { HistoryInfo = ForwardingHeader.None, Diversion = ForwardingHeader.Always }, "History-Info: <sip:+1201@in.example?Reason=SIP%3Bcause%3D486>;index=1, <sip:+1202@in.example>;index=1.1\n");
        Assert.False(invite.Has("History-Info"));
        Assert.Equal(["<sip:+1201@gw.example>;reason=user-busy;counter=1"], invite.All("Diversion"));
    }

    [Fact]
    public void Private_headers_cross_by_the_allow_list_and_five_at_the_most()
    {
        var many = string.Concat(Enumerable.Range(1, 8).Select(static i => $"X-Many-{i}: {i}\n"));
        var invite = Dialled(false, TrunkIdentity.Untrusted, many + $"X-Other: o\nX-Long: {new string('a', 257)}\n", headers: new HeaderAllowList { Out = ["X-Many-*"] });
        Assert.Equal(5, Enumerable.Range(1, 8).Count(i => invite.Has($"X-Many-{i}")));
        Assert.False(invite.Has("X-Other"));
    }

    [Fact]
    public void From_is_what_the_trunk_wants()
    {
        var invite = Dialled(false, new TrunkIdentity(false) { From = "4711", FromHost = "us.example" });
        Assert.StartsWith("<sip:4711@us.example>", invite["From"]);
    }

    [Fact]
    public void Number_portability_and_trunk_groups_cross()
    {
        var invite = Dialled(false, TrunkIdentity.Untrusted, number: $"{Number};npdi;rn=+14255550000;evil=x;tgrp=tg1;trunk-context=+1");
        Assert.Equal($"sip:{Number};npdi;rn=+14255550000;tgrp=tg1;trunk-context=+1@10.0.2.1:5060", invite.RequestUri);
    }

    [Theory]
    [InlineData(ForwardingHeader.Pass, ";cause=486", ";cause=486")]
    [InlineData(ForwardingHeader.None, ";cause=486", "")]
    [InlineData(ForwardingHeader.Pass, ";cause=4861", "")]
    [InlineData(ForwardingHeader.Pass, ";user=phone", "")]
    public void The_cause_of_a_forwarding_in_the_Request_URI_crosses_with_History_Info(ForwardingHeader history, string came, string told)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => name == "alpha" ? trunk with { Identity = new TrunkIdentity(false) { HistoryInfo = history } } : trunk });
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@{Ladder.Gateway}{came}", "c", "t", cseq: 1, body: Sbc.Sdp(), from: $"<sip:+1206@{Sbc.Address}>"), Ladder.Gateway);
        var invite = Alpha.Receives("INVITE");
        Assert.Equal($"sip:{Number}@10.0.2.1:5060{told}", invite.RequestUri);
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        var refusal = Sbc.Sip.Receives("486");
        Sbc.Sip.Sends(Sbc.Sip.Ack(refusal, $"sip:{Number}@{Ladder.Gateway}", refusal.Branch), Ladder.Gateway);
    }

    [Fact]
    public void User_to_user_crosses_up_to_its_length()
    {
        var invite = Dialled(false, TrunkIdentity.Untrusted, "User-to-User: 3a3031;encoding=hex;purpose=x\n");
        Assert.Equal("3a3031;encoding=hex;purpose=x", invite["User-to-User"]);
        Assert.False(Dialled(false, TrunkIdentity.Untrusted, $"User-to-User: {new string('a', 257)}\n").Has("User-to-User"));
    }

    private PeerMessage Dialled(bool near, TrunkIdentity identity, string added = "", string? from = null, HeaderAllowList? headers = null, string number = Number)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => name == "alpha" ? trunk with { Identity = identity, Headers = headers ?? HeaderAllowList.Usual } : trunk with { Identity = new TrunkIdentity(near) } });
        Sbc.Dials(number, headers: added, from: from);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        return invite;
    }
}

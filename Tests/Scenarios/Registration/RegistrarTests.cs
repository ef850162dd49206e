using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Registration;

/// <summary>REGISTER in: phones and a PBX of the accounts of trunk alpha (RFC 3261 10.3, RFC 3327, RFC 5626, DR-41).</summary>
public class RegistrarTests : Scenario
{
    private static LadderSetup Accounts(params Account[] accounts) => new()
    {
        Pings = true,
        Trunk = (name, trunk) => name != "alpha" ? trunk : trunk with { Address = null, Authentication = TrunkAuthentication.None, Accounts = accounts.Length > 0 ? accounts : [new("71", "one"), new("72", "two")] },
    };

    [Fact]
    public void A_phone_that_proves_itself_is_bound_and_asks_what_is_bound()
    {
        Start(Accounts());
        var phone = Phone("71", "one", 1);
        Assert.Equal(["sip:71@10.0.5.1:5060 300"], Phones(phone.Registers()));
        Ladder.Wait(100);
        Assert.Equal(["sip:71@10.0.5.1:5060 200"], Phones(phone.Registers(-1, contact: "")));
        Assert.Equal(1, Ladder.Board.Registrations.BindingsOf(Ladder.IdOf("alpha")));
        Ladder.Wait(201);
        Assert.Equal(0, Ladder.Board.Registrations.BindingsOf(Ladder.IdOf("alpha")));
    }

    [Fact]
    public void A_wrong_password_and_a_foreign_address_of_record_are_refused()
    {
        Start(Accounts());
        Assert.Equal(401, Phone("71", "guess", 1).Registers().Status);
        Assert.Equal(403, Phone("71", "one", 2).Registers(aor: "72").Status);
    }

    [Fact]
    public void Too_short_a_time_gets_423_and_changes_nothing()
    {
        Start(Accounts());
        var answer = Phone("71", "one", 1).Registers(20);
        Assert.Equal((423, "60"), (answer.Status, answer["Min-Expires"]));
        Assert.Empty(Ladder.Bindings.Kept);
    }

    [Fact]
    public void Too_long_a_time_is_cut()
    {
        Start(Accounts());
        Assert.Equal(["sip:71@10.0.5.1:5060 3600"], Phones(Phone("71", "one", 1).Registers(90_000)));
    }

    [Fact]
    public void A_star_removes_all_and_only_with_Expires_0()
    {
        Start(Accounts());
        var (desk, cell) = (Phone("71", "one", 1), Phone("71", "one", 2));
        desk.Registers();
        Assert.Equal(2, Phones(cell.Registers()).Length);
        Assert.Equal(400, desk.Registers(60, contact: "*").Status);
        Assert.Empty(Phones(desk.Registers(0, contact: "*")));
        Assert.Empty(Ladder.Bindings.Kept);
    }

    [Fact]
    public void An_old_CSeq_of_the_same_Call_ID_changes_nothing()
    {
        Start(Accounts());
        var phone = Phone("71", "one", 1);
        phone.Registers(cseq: 20);
        Assert.Equal(500, phone.Registers(0, cseq: 10).Status);
        Assert.Single(Ladder.Bindings.Kept);
    }

    [Fact]
    public void A_contact_too_many_takes_the_place_of_the_oldest()
    {
        Start(Accounts(new Account("71", "one") { MaxContacts = 2 }));
        for (var i = 1; i <= 3; i++) Phone("71", "one", i).Registers();
        Assert.Equal(["sip:71@10.0.5.2:5060", "sip:71@10.0.5.3:5060"], Ladder.Bindings.Kept.Select(static b => b.Contact).Order());
    }

    [Fact]
    public void A_call_rings_all_contacts_and_the_first_to_answer_has_it()
    {
        Start(Accounts());
        var (desk, cell) = (Phone("71", "one", 1), Phone("71", "one", 2));
        desk.Registers();
        cell.Registers();
        Sbc.Dials("71");
        var atDesk = desk.Receives("INVITE");
        var atCell = cell.Receives("INVITE");
        Assert.Equal("sip:71@10.0.5.1:5060", atDesk.RequestUri);
        desk.Sip.Responds(atDesk, 180, "d");
        cell.Sip.Responds(atCell, 180, "c");
        Sbc.Receives("180");
        cell.Sip.Responds(atCell, 200, "c", body: Alpha.Sdp());
        Sbc.Acks(Sbc.Receives("200"));
        Assert.Contains("elsewhere", desk.Receives("CANCEL")["Reason"]);
        cell.Receives("ACK");
        desk.Sip.Responds(atDesk, 487, "d");
        desk.Receives("ACK");
        Sbc.Sends("BYE");
        cell.Sip.Responds(cell.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void When_all_contacts_fail_the_best_answer_is_told()
    {
        Start(Accounts());
        var (desk, cell) = (Phone("71", "one", 1), Phone("71", "one", 2));
        desk.Registers();
        cell.Registers();
        Sbc.Dials("71");
        cell.Sip.Responds(cell.Receives("INVITE"), 480, "c");
        cell.Receives("ACK");
        desk.Sip.Responds(desk.Receives("INVITE"), 486, "d");
        desk.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void The_newest_contact_alone_rings_where_the_account_says_so()
    {
        Start(Accounts(new Account("71", "one") { Ring = AccountRinging.Newest }));
        var (desk, cell) = (Phone("71", "one", 1), Phone("71", "one", 2));
        desk.Registers();
        Ladder.Wait(1);
        cell.Registers();
        Sbc.Dials("71");
        cell.Sip.Responds(cell.Receives("INVITE"), 486, "c");
        cell.Receives("ACK");
        Sbc.Receives("486");
        desk.Sip.ReceivesNothing();
    }

    [Fact]
    public void Nobody_registered_is_480()
    {
        Start(Accounts());
        Sbc.Dials("72");
        Sbc.Receives("480");
    }

    [Fact]
    public void A_phone_calls_another_and_may_not_show_a_foreign_number()
    {
        Start(Accounts());
        var (caller, callee) = (Phone("71", "one", 1), Phone("72", "two", 2));
        callee.Registers();
        caller.Dials("72", Alpha.Sdp());
        var invite = callee.Receives("INVITE");
        Assert.StartsWith("<sip:71@", invite["From"]);
        callee.Sip.Responds(invite, 603, "c");
        callee.Receives("ACK");
        caller.Receives("603");
    }

    [Fact]
    public void A_phone_behind_a_NAT_is_reached_where_it_came_from_within_the_call_too()
    {
        Start(Accounts());
        var phone = Phone("71", "one", 1);
        phone.Registers(contact: "<sip:71@192.168.1.5:5070>", via: "192.168.1.5:5070");
        Assert.True(Assert.Single(Ladder.Bindings.Kept).BehindNat);
        Sbc.Dials("71");
        var invite = phone.Receives("INVITE");
        Assert.Equal("sip:71@192.168.1.5:5070", invite.RequestUri);
        phone.Sip.Responds(invite, 200, "p", body: Alpha.Sdp(), contact: "<sip:71@192.168.1.5:5070>");
        Sbc.Acks(Sbc.Receives("200"));
        phone.Receives("ACK");
        Sbc.Sends("BYE");
        phone.Sip.Responds(phone.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void The_Path_of_a_registration_is_the_route_of_its_calls()
    {
        Start(Accounts());
        var phone = Phone("71", "one", 1);
        var answer = phone.Registers(headers: "Path: <sip:10.0.5.1:5060;lr>, <sip:10.0.6.1;lr>\nSupported: path\n");
        Assert.Contains("10.0.5.1:5060;lr", answer["Path"]);
        Sbc.Dials("71");
        var invite = phone.Receives("INVITE");
        Assert.Equal(["<sip:10.0.5.1:5060;lr>", "<sip:10.0.6.1;lr>"], invite.All("Route"));
        phone.Sip.Responds(invite, 486, "p");
        phone.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_PBX_gets_the_number_that_was_called()
    {
        Start(Accounts(new Account("pbx", "p") { Numbers = NumberPattern.Compile(@"^\+4930123\d+$"), CalledInUri = true }));
        var pbx = Phone("pbx", "p", 1);
        pbx.Registers();
        Sbc.Dials("+493012345");
        var invite = pbx.Receives("INVITE");
        Assert.Equal("sip:+493012345@10.0.5.1:5060", invite.RequestUri);
        pbx.Sip.Responds(invite, 404, "p");
        pbx.Receives("ACK");
        Sbc.Receives("404");
    }

    [Fact]
    public void Bindings_survive_a_restart()
    {
        Start(Accounts());
        var phone = Phone("71", "one", 1);
        phone.Registers();
        Ladder.CrashAndRestart();
        Sbc.Dials("71");
        phone.Sip.Responds(phone.Receives("INVITE"), 486, "p");
        phone.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(300);
        Assert.Empty(Ladder.Bindings.Kept);
    }

    [Fact]
    public void A_flow_over_TCP_is_called_on_its_connection_and_goes_with_it()
    {
        Start(Accounts() with { Tcp = true, Pings = true });
        var phone = new Phone(Ladder, "71", "one", "10.0.5.1:5060", tcp: true);
        var answer = phone.Registers(contact: "<sip:71@192.168.1.5:5070;transport=tcp>;reg-id=1;+sip.instance=\"<urn:uuid:0>\"", headers: "Supported: outbound, path\n");
        Assert.Equal(("outbound", "120"), (answer["Require"], answer["Flow-Timer"]));
        Sbc.Dials("71");
        phone.Sip.Responds(phone.Receives("INVITE"), 486, "p");
        phone.Receives("ACK");
        Sbc.Receives("486");
        phone.Sip.Connections.Last().Close();
        Ladder.Wait(0.1);
        Assert.Empty(Ladder.Bindings.Kept);
    }

    [Fact]
    public void A_flood_of_REGISTER_with_the_right_password_is_held_up()
    {
        Start(Accounts());
        var phone = Phone("71", "one", 1);
        var statuses = Enumerable.Range(0, 25).Select(_ => phone.Registers().Status).ToList();
        Assert.Equal((20, 5), (statuses.Count(static s => s == 200), statuses.Count(static s => s == 503)));
    }

    private Phone Phone(string user, string password, int place) => new(Ladder, user, password, $"10.0.5.{place}:5060");

    private static string[] Phones(PeerMessage answer) => answer.Status == 200 ? Support.Calls.Phone.Bound(answer) : [$"{answer.Status}"];
}

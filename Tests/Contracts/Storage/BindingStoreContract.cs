using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of registered contacts does.</summary>
public abstract class BindingStoreContract : StoreContract<IBindingStore>
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task A_binding_comes_back_as_it_was_given()
    {
        var binding = Made("4711", "sip:4711@10.0.0.9:5070;transport=tcp") with { Path = "<sip:edge;lr>\n<sip:far;lr;ob>", Instance = "\"<urn:uuid:1>\"", RegId = 2, BehindNat = true, Software = "Büro 1.0" };
        await Store.ApplyAsync([binding], [], default);
        Assert.Equal(binding, Assert.Single(await Store.ListAsync(Now, default)));
    }

    [Fact]
    public async Task A_binding_of_the_same_key_is_replaced_and_one_of_another_stays()
    {
        await Store.ApplyAsync([Made("4711", "sip:a@x"), Made("4711", "sip:b@x")], [], default);
        await Store.ApplyAsync([Made("4711", "sip:a@x") with { CSeq = 9 }], [], default);
        Assert.Equal([(9u, "sip:a@x"), (1u, "sip:b@x")], (await Store.ListAsync(Now, default)).OrderBy(static b => b.Contact).Select(static b => (b.CSeq, b.Contact)));
    }

    [Fact]
    public async Task What_is_removed_or_over_does_not_come_back()
    {
        await Store.ApplyAsync([Made("4711", "sip:a@x"), Made("4712", "sip:b@x") with { ExpiresAt = Now }], [], default);
        Assert.Single(await Store.ListAsync(Now, default));
        await Store.ApplyAsync([], [Made("4711", "sip:a@x").Key], default);
        Assert.Empty(await Store.ListAsync(Now, default));
    }

    private static Binding Made(string aor, string contact) => new()
    {
        Trunk = TrunkId.Parse("phones.example"),
        Account = "kim",
        Aor = aor,
        Contact = contact,
        SipCallId = "call-1",
        CSeq = 1,
        RegisteredAt = Now,
        ExpiresAt = Now + TimeSpan.FromMinutes(5),
        Transport = "tcp",
        Source = new WireEndpoint(new UInt128(1, 2), 5070),
    };
}

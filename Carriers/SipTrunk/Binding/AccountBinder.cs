using Telephony.Domain.Registration;

namespace Telephony.SipTrunk.Binding;

/// <summary>Reads <c>accounts</c>.</summary>
internal static class AccountBinder
{
    public static IReadOnlyList<Account> Bind(ConfigSection root, SecretReader secrets)
    {
        var accounts = new List<Account>();
        foreach (var section in root.Sections("accounts"))
        {
            var (user, written) = (section.Text("user"), section.Text("password"));
            var usual = new Account(user ?? "", "");
            var account = usual with
            {
                Aors = section.Texts("aors") is { Count: > 0 } aors ? [.. aors.Select(static a => a.Value)] : usual.Aors,
                Numbers = TrunkBinder.Pattern(section, "numbers"),
                MaxContacts = section.Whole("maxContacts") ?? usual.MaxContacts,
                MinExpires = section.Seconds("minExpires", usual.MinExpires),
                MaxExpires = section.Seconds("maxExpires", usual.MaxExpires),
                Ring = section.Text("ring") == "newest" ? AccountRinging.Newest : AccountRinging.Fork,
                CalledInUri = section.Text("requestUri") == "called",
            };
            if (account.MaxExpires < account.MinExpires) section.Wrong("maxExpires", $"{account.MaxExpires.TotalSeconds}", $"it must not be less than minExpires ({account.MinExpires.TotalSeconds})");
            if (user is null || written is null) continue;
            if (!secrets.TryRead(written, out var password, out var why)) section.Wrong("password", "a reference", why);
            accounts.Add(account with { Password = password });
        }
        return accounts;
    }
}

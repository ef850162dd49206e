using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Telephony.Host.Metrics;
using Telephony.Host.Settings;
using Xunit;

namespace Telephony.Unit.House;

/// <summary>What the documents promise to list completely.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void The_readme_says_why_of_every_package()
    {
        var readme = Repository.Read("README.md");
        var packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants()
            .Where(static item => item.Name.LocalName is "PackageVersion" or "GlobalPackageReference").Select(static item => item.Attribute("Include")!.Value);
        string[] unexplained = [.. packages.Where(package => !readme.Contains(package, StringComparison.Ordinal))];
        Assert.Empty(unexplained);
    }

    [Fact]
    public void The_configuration_reference_names_every_setting()
    {
        var document = Repository.Read("docs/configuration.md");
        string[] missing = [.. Settings(typeof(TelephonySettings), "").Where(setting => !document.Contains($"| `{setting}`", StringComparison.Ordinal))];
        Assert.Empty(missing);
    }

    [Fact]
    public void The_configuration_reference_names_no_setting_that_is_gone()
    {
        var known = Settings(typeof(TelephonySettings), "").ToHashSet(StringComparer.Ordinal);
        string[] gone = [.. SettingRow().Matches(Repository.Read("docs/configuration.md")).Select(static row => row.Groups["name"].Value).Where(name => !known.Contains(name))];
        Assert.Empty(gone);
    }

    [Fact]
    public void The_operations_page_lists_every_metric()
    {
        var document = Repository.Read("docs/operations.md");
        string[] missing = [.. Instrument().Matches(Repository.Read("Gateway/Host/Metrics/GatewayMeter.cs") + Repository.Read("Gateway/Host/Metrics/TrunkInstruments.cs"))
            .Select(static made => "telephony_" + made.Groups["name"].Value.Replace('.', '_'))
            .Where(name => !Regex.IsMatch(document, $"`{name}(_seconds|_bytes|_ratio)?(_total)?`", RegexOptions.None, TimeSpan.FromSeconds(1)))];
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("calls.active", "{call}", false, "telephony_calls_active")]
    [InlineData("calls.begun", "{call}", true, "telephony_calls_begun_total")]
    [InlineData("call.duration", "s", false, "telephony_call_duration_seconds")]
    [InlineData("journal.backlog", "By", false, "telephony_journal_backlog_bytes")]
    [InlineData("call.packet_loss", "1", false, "telephony_call_packet_loss_ratio")]
    public void Metric_names_carry_their_unit(string instrument, string unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusNames.Of("telephony", instrument, unit, isCounter));

    private static IEnumerable<string> Settings(Type type, string prefix) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
            property.PropertyType.Namespace == typeof(TelephonySettings).Namespace ? Settings(property.PropertyType, $"{prefix}{property.Name}:") : [prefix + property.Name]);

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z:]+)`.*\|.*\|.*\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingRow();

    [GeneratedRegex("""Create[A-Za-z]+(<double>)?\(\s*"(?<name>[a-z_.]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Instrument();
}

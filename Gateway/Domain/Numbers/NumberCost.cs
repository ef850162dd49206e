using System.Globalization;

namespace Telephony.Domain.Numbers;

/// <summary>What a number costs a month. The default value: nothing is known.</summary>
/// <param name="Micros">Millionths of the currency's unit, so that sums are exact.</param>
/// <param name="Currency">ISO 4217, such as USD; empty where nothing is known.</param>
public readonly record struct NumberCost(long Micros, string Currency)
{
    private const decimal PerUnit = 1_000_000;

    public static NumberCost Of(decimal amount, string currency) => new((long)decimal.Round(amount * PerUnit), currency);

    public bool IsKnown => !string.IsNullOrEmpty(Currency);

    public decimal Amount => Micros / PerUnit;

    public override string ToString() => IsKnown ? string.Create(CultureInfo.InvariantCulture, $"{Amount:0.00####} {Currency}") : "";
}

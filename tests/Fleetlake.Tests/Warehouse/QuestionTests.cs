using Fleetlake.Tests.Pipeline;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse;

/// <summary>The answers to the questions are those that the reference's rows give.</summary>
public sealed class QuestionTests
{
    [Fact]
    public async Task Answers_are_those_of_the_reference()
    {
        using var fleet = new FleetCase();
        QuestionCase.Put(fleet);
        await fleet.RunAsync(QuestionCase.First);
        await fleet.RunAsync(QuestionCase.Second);

        Assert.All(Question.BuiltIn, question => Assert.EndsWith("?", question.Text, StringComparison.Ordinal));
        await QuestionCase.AssertAnswersAsync(QuestionCase.Reference(fleet), question => fleet.QueryAsync(question.Sql));
    }
}

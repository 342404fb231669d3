-- Figures of the prose with the words that lead to them (from the figure before, or the paragraph's
-- beginning) and those that follow. The last clause of the lead says what is counted; where it only
-- compares or joins (增长, 占, 其中), it is a bare clause and the subject stands further up.
with numbers as (

    select * from {{ ref('int_stated_numbers') }}

),

paragraphs as (

    select * from {{ ref('int_paragraphs') }}

),

joining as (

    select string_agg(pattern, '|' order by length(pattern) desc) as pattern
    from {{ ref('stated_words') }}
    where attribute = 'joining'

),

runs as (

    select
        *,
        sum(is_figure::integer) over (partition by document_id, paragraph_no order by number_no) as figure_no
    from numbers

),

spans as (

    select
        document_id,
        paragraph_no,
        figure_no,
        string_agg(
            case when is_figure then substr(after, length(unit_text) + 1) else coalesce(printed_text, '') || after end,
            '' order by number_no
        ) as span
    from runs
    group by all

),

leads as (

    select
        runs.*,
        before.span as lead,
        follow.span as follow,
        regexp_extract(before.span, '[^;。]*$') as last_sentence,
        regexp_extract(before.span, '、?([^,;。:]*)$', 1) as last_clause
    from runs
    inner join spans as before
        on
            runs.document_id = before.document_id
            and runs.paragraph_no = before.paragraph_no
            and runs.figure_no = before.figure_no + 1
    inner join spans as follow
        on
            runs.document_id = follow.document_id
            and runs.paragraph_no = follow.paragraph_no
            and runs.figure_no = follow.figure_no
    where runs.is_figure

),

bared as (

    select
        leads.* exclude (is_figure, after),
        paragraphs.section_path,
        paragraphs.section_no,
        paragraphs.section_title,
        paragraphs.text as paragraph,
        regexp_replace(leads.last_clause, joining.pattern, '', 'g') as bare_clause
    from leads
    inner join paragraphs
        on leads.document_id = paragraphs.document_id and leads.paragraph_no = paragraphs.paragraph_no
    cross join joining

)

select * from bared

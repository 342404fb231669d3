-- Every number printed in a paragraph, with what its unit makes it: money, percent, count, unchanged
-- (持平, a figure said without a number) are figures; date, ordinal, reference, threshold,
-- range (2-3次) and bare are not.
with paragraphs as (

    select * from {{ ref('int_paragraphs') }} where is_prose and regexp_matches(text, {{ number_pattern() }})

),

units as (

    select * from {{ ref('stated_units') }}

),

-- numbers stand between the marks 1 and 2; the text before the first number is piece 0
marked as (

    select
        document_id,
        paragraph_no,
        string_split(regexp_replace(text, {{ number_pattern() }}, chr(1) || '\0' || chr(2), 'g'), chr(1)) as pieces
    from paragraphs

),

pieces as (

    select
        document_id,
        paragraph_no,
        unnest(range(len(pieces))) as number_no,
        unnest(pieces) as piece
    from marked

),

placed as (

    select
        document_id,
        paragraph_no,
        number_no,
        case when number_no > 0 then split_part(piece, chr(2), 1) end as printed_text,
        case when number_no > 0 then split_part(piece, chr(2), 2) else piece end as after,
        lag(split_part(piece, chr(2), -1)) over in_paragraph as before,
        coalesce(sum(length(replace(piece, chr(2), ''))) over before_piece, 0)::integer as begins_at
    from pieces
    window
        in_paragraph as (partition by document_id, paragraph_no order by number_no),
        before_piece as (
            partition by document_id, paragraph_no order by number_no
            rows between unbounded preceding and 1 preceding
        )

),

-- the longest unit is the right one: 批次 before 批, 万元以上 before 万元
measured as (

    select
        placed.*,
        units.unit,
        units.kind,
        units.factor,
        regexp_extract(placed.after, '^(?:' || units.after_pattern || ')') as unit_text
    from placed
    left join units
        on
            regexp_matches(placed.after, '^(?:' || units.after_pattern || ')')
            and regexp_matches(placed.before, coalesce(units.before_pattern, ''))
            and regexp_matches(placed.printed_text, '^[-0-9]')
    qualify row_number() over (
        partition by placed.document_id, placed.paragraph_no, placed.number_no
        order by units.before_pattern is not null desc, length(unit_text) desc nulls last, units.unit
    ) = 1

),

typed as (

    select
        document_id,
        paragraph_no,
        number_no,
        begins_at,
        printed_text,
        case
            when number_no = 0 then 'opening'
            when starts_with(printed_text, '-') and before = '' and number_no > 1 then 'range'
            when regexp_matches(printed_text, '[0-9]') then coalesce(kind, 'bare')
            else 'unchanged'
        end as kind,
        unit,
        factor,
        after,
        regexp_replace(coalesce(unit_text, ''), '[,;。)、(以]$', '') as unit_text
    from measured

),

figures as (

    select
        *,
        kind in ('money', 'percent', 'count', 'unchanged') as is_figure
    from typed

)

select * from figures

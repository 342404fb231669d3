-- Figures of the prose as the audit quotes them: the words before a figure, and the figure. Counts
-- are compared in their own unit; a statement of absence says zero.
with stated as (

    select * from {{ ref('stated_figures') }}
    where concept not in ('unmapped', 'figure_in_reason')

),

-- the page's own text, read apart from the lines
printed as (

    select distinct
        document_id,
        page,
        text_key
    from {{ ref('stg_printed_figures') }}
    where region = 'line'

),

placed as (

    select
        stated.* exclude (page),
        stated.figure_page as page,
        printed.text_key as second_text_key,
        string_split(substr(stated.stated_figure_id, length(stated.document_id) + 2), '-') as id_parts,
        coalesce(stated.function_code, stated.economic_code, stated.subject, '') as part,
        stated.printed_text || coalesce(stated.unit, '') as figure_text,
        instr(stated.sentence, stated.printed_text || coalesce(stated.unit, '')) as stands_at
    from stated
    left join printed
        on
            stated.document_id = printed.document_id
            and stated.figure_page = printed.page
            and stated.printed_text = printed.text_key

),

clipped as (

    select
        * exclude (id_parts),
        id_parts[1]::integer as paragraph_no,
        id_parts[2]::integer as begins_at,
        case when stands_at > 0 then left(sentence, stands_at - 1) else left(sentence, 24) || '…' end as words_before
    from placed

),

quoted as (

    select
        * exclude (amount_yuan, half_unit_yuan),
        stated_figure_id as figure_id,
        printed_text as text_key,
        right(words_before, 24) || figure_text as clip,
        case when concept = 'statement_of_absence' then 0 else coalesce(amount_yuan, value) end::decimal(24, 4)
            as amount_yuan,
        case when unit = '%' then power(10, -printed_decimals) / 2 else coalesce(half_unit_yuan, 0) end::decimal(24, 8)
            as half_unit_yuan,
        '情况说明 “' || right(words_before, 24) || figure_text || '”' as locator,
        '情况说明 ' || right(words_before, 24) || figure_text as quotation,
        regexp_matches(concept, '_(total|expenditure|revenue)$') or coalesce(subject in ('basic', 'project'), false)
            as is_total,
        lag(stated_figure_id) over (partition by document_id, paragraph_no order by begins_at) as previous_id,
        -- what a sentence says first is what the next one goes on about
        begins_at = min(begins_at) over (partition by document_id, paragraph_no, sentence) as is_first
    from clipped

)

select * from quoted

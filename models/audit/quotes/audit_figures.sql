-- Figures as the audit quotes them. A table that prints 12.50 as 12.5 prints to the cent all the same: the
-- precision is that of the table, never less than the figure's own. One that prints 12.50 leaves no zero out,
-- and a figure of fewer decimals was rounded; 0 is 0.
with figures as (

    select * from {{ ref('int_figures') }}
    where document_kind <> 'other'

),

captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

form_numbers as (

    select
        document_id,
        table_no,
        min_by(text, caption_no) as form_no
    from captions
    where regexp_full_match(text_key, '(附件?|公开|预算|决算|财决|部门)*(表[0-9]{1,3}(-[0-9]{1,2})?|[0-9]{1,3}(-[0-9]{1,2})?表):?')
    group by all

),

precisions as (

    select
        document_id,
        table_no,
        mode(printed_decimals) as table_decimals,
        bool_or(regexp_matches(text_key, '[.][0-9]*0[)]?$')) as prints_zeros
    from figures
    where printed_decimals > 0
    group by all

),

described as (

    select
        figures.* exclude (half_unit_yuan),
        coalesce(form_numbers.form_no || ' ', '') || coalesce(figures.table_title, '表' || figures.table_no)
            as table_label,
        regexp_extract(figures.column_path, '[^/]*$') as column_label,
        (
            figures.half_unit_yuan
            * power(
                10,
                figures.printed_decimals
                - case
                    -- a spreadsheet cell shows ten digits or so and rounds the rest away
                    when length(regexp_replace(figures.text_key, '[^0-9]', '', 'g')) >= 10 then figures.printed_decimals
                    when precisions.prints_zeros and figures.amount_yuan <> 0 then figures.printed_decimals
                    else greatest(figures.printed_decimals, precisions.table_decimals, 0)
                end
            )
        )::decimal(24, 8) as half_unit_yuan
    from figures
    left join form_numbers on {{ same_table('figures', 'form_numbers') }}
    left join precisions on {{ same_table('figures', 'precisions') }}

),

quoted as (

    select
        *,
        concat_ws(
            ' › ', table_label, concat_ws(' ', '第' || row_no || '行', row_label), nullif(column_label, '')
        ) as locator,
        concat_ws(
            ' ', table_label, '第' || row_no || '行', row_label, nullif(column_label, ''), printed_text
        ) as quotation
    from described

)

select * from quoted
